using System.CommandLine;
using System.Text.Json;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Tools;

/// <summary>Runs a tool as an agent.</summary>
internal static class RunCommand
{
    private const string DefaultWait = "60s";
    private const string Ok = "ok";

    public static Command Build()
    {
        var tool = ToolFacts.NameArgument();
        var arguments = new Argument<string>("arguments")
        {
            Description = "Its arguments, a JSON object; '-' reads standard input",
            DefaultValueFactory = _ => "{}",
        };
        var agent = new Option<string>("--agent")
        {
            Description = "The agent that runs it, under its policy",
            HelpName = "agent",
            Required = true,
        };
        var session = new Option<string?>("--session")
        {
            Description = "The session whose watchers see the run",
            HelpName = "session",
        };
        var wait = new Option<string?>("--wait")
        {
            Description = $"How long to wait for the result; at most 120s, {DefaultWait} if left out",
            HelpName = "time",
        };
        return new ClientCommand("run", "Run a tool as an agent, under its policy; exits with 9 if it failed")
            { tool, arguments, agent, session, wait }
            .Does(async run =>
            {
                var body = new RunBody(run.Get(agent)!, Read(Document.TextOf(run.Get(arguments))), run.Get(session));
                var ran = await run.Gateway.Post<RunShape>(
                    Route.To($"v1/tools/{run.Get(tool)}/runs").With("wait", run.Get(wait) ?? DefaultWait), body,
                    run.Cancellation);
                run.Output.Show(ran, ended => Facts.Of(
                    ("run", ended.Id),
                    ("status", Listing.State(ended.Status ?? (ended.ApprovalId is null ? "running" : "waiting_approval"))),
                    ("approval", ended.ApprovalId?.ToString()), ("payload", ended.Payload)));
                RequireSuccess(run.Get(tool)!, ran.Value);
            })
            .WithExamples(
                "sanctum tools run calculate '{\"expression\":\"6 * 7\"}' --agent ada",
                "sanctum tools run current_time --agent ada --json | jq -r .payload");
    }

    private static void RequireSuccess(string tool, RunShape run)
    {
        if (run is { Status: null, ApprovalId: { } approval })
            throw ProblemException.Local(
                Problem.NoReplyCode, "The run waits for approval",
                $"Run {run.Id} of '{tool}' runs once approval {approval} is given.");
        if (run.Status is null)
            throw ProblemException.Local(
                Problem.NoReplyCode, "No result within the time", $"Run {run.Id} of '{tool}' has not ended; it runs on.");
        if (run.Status != Ok)
            throw ProblemException.Local(
                Problem.ToolFailedCode, "The tool failed", $"Run {run.Id} of '{tool}' ended as {run.Status}.");
    }

    private static JsonElement Read(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw ProblemException.Usage($"The arguments are not JSON: {e.Message}");
        }
    }

    private sealed record RunBody(string AgentId, JsonElement Arguments, string? SessionId);

    private sealed record RunShape(Guid Id, string? Status, string? Payload, Guid? ApprovalId = null);
}
