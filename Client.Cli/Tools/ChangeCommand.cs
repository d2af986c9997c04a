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
        return new ClientCommand("enable", "Enable a tool") { name }
            .Does(run => Change(run, run.Get(name), new ChangeBody(Enabled: true)))
            .WithExamples("sanctum tools enable fetch_webpage");
    }

    public static Command BuildDisable()
    {
        var name = ToolFacts.NameArgument();
        var reason = new Option<string?>("--reason")
        {
            Description = "The reason, shown to agents that call the tool",
            HelpName = "text",
        };
        return new ClientCommand("disable", "Disable a tool: no agent is offered it, and calls to it are refused")
            { name, reason }
            .Does(run => Change(run, run.Get(name), new ChangeBody(Enabled: false, run.Get(reason))))
            .WithExamples("sanctum tools disable fetch_webpage --reason 'The proxy is away.'");
    }

    public static Command BuildSet()
    {
        var name = ToolFacts.NameArgument();
        var timeLimit = new Option<string?>("--time-limit")
        {
            Description = "Time limit, 1s to 10m, such as 30s; 'default' for the tool's default",
            HelpName = "time",
        };
        var isolation = new Option<string?>("--isolation")
        {
            Description = "Where it runs: 'process' (a limited process), 'container' (a process isolated from the host), " +
                "'none' (inside the host), or 'default' for the tool's default",
            HelpName = "where",
        }.AcceptOnlyFromAmong("process", "container", "none", "default");
        var command = new ClientCommand("set", "Set a tool's time limit and isolation") { name, timeLimit, isolation };
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
