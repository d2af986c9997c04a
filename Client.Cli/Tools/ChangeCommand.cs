using System.CommandLine;
using System.Net.Http.Json;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Tools;

/// <summary>What an operator decides of a tool, for every agent.</summary>
internal static class ChangeCommand
{
    public static Command BuildEnable()
    {
        var name = ToolFacts.NameArgument();
        return new ClientCommand("enable", "Let agents use a tool again") { name }
            .Does(run => Change(run, run.Get(name), new ChangeBody(Enabled: true)))
            .WithExamples("sanctum tools enable fetch_webpage");
    }

    public static Command BuildDisable()
    {
        var name = ToolFacts.NameArgument();
        var reason = new Option<string?>("--reason") { Description = "Why; agents that call it are told", HelpName = "text" };
        return new ClientCommand(
            "disable", "Let no agent use a tool: none is offered it, and a call of it is refused") { name, reason }
            .Does(run => Change(run, run.Get(name), new ChangeBody(Enabled: false, run.Get(reason))))
            .WithExamples("sanctum tools disable fetch_webpage --reason 'The proxy is away.'");
    }

    public static Command BuildSet()
    {
        var name = ToolFacts.NameArgument();
        var timeLimit = new Option<string?>("--time-limit")
        {
            Description = "How long it may run, such as 30s, 1s to 10m; 'default' for as long as the tool itself says",
            HelpName = "time",
        };
        var isolation = new Option<string?>("--isolation")
        {
            Description = "Where it runs: 'process' for one of its own, under limits, 'container' for one that sees nothing of " +
                "the host, 'none' for inside the host; 'default' as the tool itself says",
            HelpName = "where",
        }.AcceptOnlyFromAmong("process", "container", "none", "default");
        var command = new ClientCommand("set", "Set how long a tool may run, and where") { name, timeLimit, isolation };
        command.Validators.Add(given =>
        {
            if ((given.GetValue(timeLimit) ?? given.GetValue(isolation)) is null)
                given.AddError("Say what to set: --time-limit, --isolation or both.");
        });
        return command
            .Does(run => Change(run, run.Get(name), new ChangeBody(TimeLimit: run.Get(timeLimit), Isolation: run.Get(isolation))))
            .WithExamples("sanctum tools set fetch_webpage --time-limit 10s", "sanctum tools set calculate --isolation process");
    }

    private static async Task Change(CommandRun run, string name, ChangeBody change)
    {
        using var body = JsonContent.Create(change, options: Wire.Options);
        run.Output.Show(
            await run.Gateway.Ask<ToolShape>(HttpMethod.Patch, Route.To($"v1/tools/{name}"), body, run.Cancellation),
            ToolFacts.Of);
    }

    private sealed record ChangeBody(
        bool? Enabled = null, string? Reason = null, string? TimeLimit = null, string? Isolation = null);
}
