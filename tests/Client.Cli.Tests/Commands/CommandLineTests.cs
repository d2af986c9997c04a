using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Sanctum.Tests.Commands;

[Collection(SharedGateway.Name)]
public sealed class CommandLineTests(RunningGateway gateway)
{
    private static readonly string Document = DocumentedCommands.Document;
    private static readonly string[] Names = DocumentedCommands.Names;

    public static TheoryData<string> Commands { get; } = new(Names);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_of_every_command_ends_with_examples_and_the_document_has_it(string command)
    {
        var help = await gateway.Run([.. command.Split(' '), "--help"]);

        Assert.Contains($"Examples:\n  sanctum {command}", help.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains($"`sanctum {command}", Document, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_that_cannot_do_its_work_says_so_by_its_exit_code_and_as_json(string command)
    {
        var arguments = await DocumentedCommands.ExampleOf(command);

        var ended = await Cli.Run(new Uri("http://127.0.0.1:1"), [.. arguments, "--json"]);

        Assert.InRange(ended.Code, 1, 9);
        var problem = JsonNode.Parse(ended.Error.TrimEnd().Split('\n')[^1])!;
        Assert.NotEmpty(problem.Text("error"));
        Assert.StartsWith("urn:sanctum:problem:", problem.Text("type"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_that_does_not_exist_ends_any_way_of_asking_with_4()
    {
        var missing = (await gateway.Run("agents", "get", "nope", "--json")).Problem(4);
        var named = (await gateway.Run("--agent-id", "nope", "queue", "stats", "--json")).Problem(4);

        Assert.Contains("nope", missing.Text("error"), StringComparison.Ordinal);
        Assert.Contains("nope", named.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_is_named_once_for_commands_that_take_it_in_different_ways()
    {
        var agent = await gateway.CreateAgent();
        string[] id = ["--agent-id", agent];

        (await gateway.Run([.. id, "queue", "stats"])).ShouldEnd(0);
        (await gateway.Run("queue", "items", $"--agent-id={agent}", "--status", "error")).ShouldEnd(0);
        (await gateway.Run(["send", .. id, "hello", "--wait", "30s"])).ShouldEnd(0);
        (await gateway.Run(["tools", "list", .. id, "--json"])).ShouldEnd(0);
        Assert.NotEmpty((await gateway.Run(["sessions", "list", "--json", .. id])).Json()["items"]!.AsArray());
        var refused = (await gateway.Run(["status", .. id])).ShouldEnd(2);
        Assert.Contains("takes no agent", refused.Error, StringComparison.Ordinal);
        (await gateway.Run(["queue", "stats", agent, .. id])).ShouldEnd(2);
        (await gateway.Run([.. id, "--help"])).ShouldEnd(0);
        (await gateway.Run([.. id, "status", "--help"])).ShouldEnd(0);
        Assert.Contains("'nosuch'", (await gateway.Run([.. id, "nosuch"])).ShouldEnd(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_has_every_command_and_no_other()
    {
        var found = new List<string>();
        foreach (var command in await Subcommands())
        {
            var inner = await Subcommands(command);
            if (inner.Length == 0)
                found.Add(command);
            foreach (var name in inner.Select(names => NameOf(command, names.Split('|'))))
                found.AddRange(Names.Contains(name) ? [name] : await CommandsOf(name));
        }

        Assert.Equal(Names.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("agents", "aply")]
    [InlineData("agents", "apply")]
    [InlineData("send", "ada")]
    [InlineData("status", "--colour")]
    [InlineData("transcript", "first", "--limit", "many")]
    [InlineData("status", "--url", "ftp://example.org")]
    public async Task Command_line_that_does_not_fit_is_told_on_standard_error(params string[] arguments)
    {
        var refused = await gateway.Run(arguments);
        var asJson = await gateway.Run([.. arguments, "--json"]);

        Assert.Contains("--help", refused.ShouldEnd(2).Error, StringComparison.Ordinal);
        Assert.Empty(refused.Out);
        Assert.Equal("urn:sanctum:problem:usage", asJson.Problem(2).Text("type"));
    }

    [Theory]
    [InlineData]
    [InlineData("agents")]
    [InlineData("queue")]
    public async Task Group_without_a_command_shows_what_there_is(params string[] arguments) =>
        Assert.Contains("Commands:", (await gateway.Run(arguments)).ShouldEnd(2).Out, StringComparison.Ordinal);

    [Fact]
    public async Task Url_goes_before_the_environment()
    {
        (await gateway.Run("agents", "list", "--url", "http://127.0.0.1:1")).ShouldEnd(3);
        string[] arguments = ["agents", "list", "--url", gateway.Address.AbsoluteUri];
        (await Cli.Run(new Uri("http://127.0.0.1:1"), arguments, environment: gateway.Environment())).ShouldEnd(0);
    }

    [Fact]
    public async Task What_is_no_gateway_is_told_apart()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var other = builder.Build();
        other.MapGet("/{**path}", () => "welcome");
        await other.StartAsync();

        var status = await Cli.Run(new Uri(other.Urls.First()), ["status"]);

        Assert.Contains("not a Sanctum gateway", status.ShouldEnd(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_are_for_terminals_that_want_them()
    {
        var piped = await gateway.Run("status");
        var shown = await OnTerminal(Terminal.Colourful, "status");
        var unwanted = await OnTerminal(Terminal.ColourfulButUnwanted, "status");

        Assert.DoesNotContain('\u001b', piped.Out);
        Assert.Contains("\u001b[", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[3", unwanted.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_asked_without_a_terminal_and_who_sits_at_one_can_say_no()
    {
        var agent = await gateway.CreateAgent();

        await using var asked = Cli.StartOnTerminal(gateway, Terminal.Dumb, "agents", "retire", agent);
        await asked.OutputHas("[y/N]");
        await asked.Type("n\n");
        (await asked.End()).ShouldEnd(0);
        Assert.Equal("active", (await gateway.Get($"/v1/agents/{agent}")).Text("status"));

        (await gateway.Run("agents", "retire", agent)).ShouldEnd(0);
        Assert.Equal("retired", (await gateway.Get($"/v1/agents/{agent}")).Text("status"));
    }

    [Fact]
    public void Document_lists_every_exit_code()
    {
        foreach (var code in new[] { 0, 1, 2, 3, 4, 5, 6, 7, 130, 141 })
            Assert.Contains($"| {code} |", Document, StringComparison.Ordinal);
    }

    private async Task<Ended> OnTerminal(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var cli = Cli.StartOnTerminal(gateway, environment, arguments);
        return (await cli.End()).ShouldEnd(0);
    }

    // A group within a group, or a command that the document lacks.
    private async Task<string[]> CommandsOf(string group)
    {
        var inner = await Subcommands(group.Split(' '));
        return inner.Length == 0 ? [group] : [.. inner.Select(names => NameOf(group, names.Split('|')))];
    }

    private async Task<string[]> Subcommands(params string[] of)
    {
        var help = (await gateway.Run([.. of, "--help"])).Out;
        var start = help.IndexOf("Commands:\n", StringComparison.Ordinal);
        return start < 0
            ? []
            : [.. help[(start + "Commands:\n".Length)..].Split('\n').TakeWhile(line => line.Length > 0).Select(NamesOf)];
    }

    // 'items, list <agent>  List …' has two names.
    private static string NamesOf(string line)
    {
        var words = line.Trim().Split("  ")[0].Split(' ');
        return string.Join('|', words.TakeWhile(word => !word.StartsWith('<')).Select(word => word.TrimEnd(',')));
    }

    // One of several names is the command's own, and the others are aliases.
    private static string NameOf(string group, string[] names) =>
        names.Select(name => $"{group} {name}").Order(StringComparer.Ordinal).MaxBy(Names.Contains)!;
}
