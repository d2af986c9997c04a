using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Policies;

/// <summary>Asks what the policies say of an act that nobody does.</summary>
internal static class CheckCommand
{
    public static Command Build()
    {
        var action = new Argument<string>("action") { Description = "Such as tool.execute" };
        action.AcceptOnlyFromAmong("agent.change", "conversation.send", "memory.write", "publish.post", "tool.execute");
        var agent = new Argument<string>("agent") { Description = "The agent that would act, or be changed" };
        var with = new Option<string?>("--with")
        {
            Description = "The rest of the act as a JSON object with any of tool, arguments, memory, post, change",
            HelpName = "json",
        };
        return new ClientCommand("check", "Ask what the policies say of an act that nobody does") { action, agent, with }
            .Does(async run =>
            {
                var question = Rest(run.Get(with));
                (question["action"], question["agent"]) = (run.Get(action), run.Get(agent));
                run.Output.Show(
                    await run.Gateway.Post<PolicyAnswerShape>(Route.To($"v1/policies/check"), question, run.Cancellation),
                    Describe);
            })
            .WithExamples(
                "sanctum policies check conversation.send ada",
                """sanctum policies check publish.post ada --with '{"post":{"platform":"bluesky","text":"Hello"}}'""");
    }

    private static JsonObject Rest(string? json)
    {
        try
        {
            return json is null
                ? []
                : JsonNode.Parse(json) as JsonObject ?? throw ProblemException.Usage("--with is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw ProblemException.Usage($"--with is not JSON: {e.Message}");
        }
    }

    private static Table Describe(PolicyAnswerShape answer) => Facts.Of(
        ("Allowed", Verdict(answer)),
        (answer.Approval is null ? "Refused by" : "Asked by", answer.Source),
        ("Reason", answer.Reason),
        ("Risk", answer.Approval?.Risk),
        ("Then", answer.Approval?.Then));

    private static string Verdict(PolicyAnswerShape answer) => answer switch
    {
        { Allowed: true } => "yes",
        { Approval: not null } => "once a person allows it",
        { Undecided: true } => "no, because nobody can decide",
        _ => "no",
    };
}

/// <summary>What was decided.</summary>
internal sealed record PolicyAnswerShape(
    bool Allowed, string? Source, string? Reason, bool Undecided, PolicyTermsShape? Approval = null);

/// <summary>Under which terms a person is asked.</summary>
internal sealed record PolicyTermsShape(string[][] Who, long DeadlineSeconds, string Then, string Risk);
