using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Conversations;

/// <summary>Lists conversations, newest activity first.</summary>
internal static class ListSessionsCommand
{
    public static Command Build()
    {
        var agent = new Option<string?>("--agent") { Description = "Only sessions of this agent", HelpName = "agent" };
        var person = new Option<string?>("--person")
        {
            Description = "Only sessions in which this person wrote; the id is from 'sanctum people list'",
            HelpName = "id",
        };
        var paging = new Paging("cursor", most: 200);
        return new ClientCommand("list", "List conversations, newest activity first") { agent, person, paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<SessionSummaryShape>>(
                    paging.Of(run, Route.To($"v1/sessions")).With("agent", run.Get(agent))
                        .With("person", run.Get(person)), run.Cancellation),
                SessionTable.Of))
            .WithExamples("sanctum sessions list --agent ada --limit 10", "sanctum sessions list --json | jq -r '.items[].id'");
    }
}
