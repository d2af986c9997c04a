using System.CommandLine;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Approvals;

/// <summary>Answers an approval.</summary>
internal static class AnswerCommand
{
    public static Command Build(string verb, string description, params string[] examples)
    {
        var approval = ApprovalArgument.Create();
        var note = new Option<string?>("--note") { Description = "What to say about it", HelpName = "text" };
        return new ClientCommand(verb, description) { approval, note }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<ApprovalShape>(
                    Route.To($"v1/approvals/{run.Get(approval)}/answer"),
                    new JsonObject { ["answer"] = verb, ["note"] = run.Get(note) }, run.Cancellation),
                answered => answered.Describe()))
            .WithExamples(examples);
    }
}
