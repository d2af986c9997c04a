using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Tools;

/// <summary>Lets an agent use further tools, or some no more.</summary>
internal static class RegisterCommand
{
    public static Command Build() => Build("register", "Allow an agent more tools");

    public static Command BuildReverse() => Build("unregister", "Withdraw tools from an agent");

    private static ClientCommand Build(string verb, string description)
    {
        var agent = new Option<string>("--agent") { Description = "The agent's name", HelpName = "agent", Required = true };
        var platform = new Option<string?>("--platform") { Description = "Every tool of this platform", HelpName = "platform" };
        var tools = new Option<string[]?>("--tools")
        {
            Description = "These tools, by name",
            HelpName = "a,b",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = given => [.. given.Tokens.SelectMany(
                token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        };
        var all = new Option<bool>("--all") { Description = "Every tool, including future ones" };
        var command = new ClientCommand(verb, description) { agent, platform, tools, all };
        command.Validators.Add(given =>
        {
            if (new[] { given.GetValue(platform) is not null, given.GetValue(tools) is { Length: > 0 }, given.GetValue(all) }
                .Count(isGiven => isGiven) != 1)
                given.AddError("Say which tools: --platform, --tools or --all.");
        });
        return command
            .Does(async run => ToolFacts.ShowOf(run, await run.Gateway.Post<AgentToolsShape>(
                Route.To($"v1/agents/{run.Get(agent)}/tools/{verb}"),
                new SelectionBody(run.Get(platform), run.Get(tools) is { Length: > 0 } names ? names : null, run.Get(all)),
                run.Cancellation)))
            .WithExamples(
                $"sanctum tools {verb} --agent ada --platform bluesky",
                $"sanctum tools {verb} --agent ada --tools calculate,current_time --json");
    }

    private sealed record SelectionBody(string? Platform, string[]? Tools, bool All);
}
