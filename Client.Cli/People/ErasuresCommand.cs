using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.People;

/// <summary>Lists erasures of people, newest first.</summary>
internal static class ErasuresCommand
{
    public static Command Build()
    {
        var paging = new Paging("erasure", most: 200);
        return new ClientCommand("erasures", "List erasures of people, newest first") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<ErasureShape>>(paging.Of(run, Route.To($"v1/erasures")), run.Cancellation), Describe))
            .WithExamples("sanctum people erasures", "sanctum people erasures --json | jq '.items[].state'");
    }

    private static Table Describe(IEnumerable<ErasureShape> erasures)
    {
        var table = Listing.Of("ERASURE", "STATE", "REQUESTED BY", "BEGUN", "ERASED");
        foreach (var erasure in erasures)
            table.Row($"{erasure.Id}", erasure.State, erasure.RequestedBy, Age.Of(erasure.CreatedAt), $"{erasure.Sum}");
        return table;
    }
}
