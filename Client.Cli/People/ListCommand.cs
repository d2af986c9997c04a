using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.People;

/// <summary>Lists people, those met last first.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var paging = new Paging("person", most: 200);
        return new ClientCommand("list", "List people, most recently met first") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<PersonShape>>(paging.Of(run, Route.To($"v1/people")), run.Cancellation), Describe))
            .WithExamples("sanctum people list", "sanctum people list --json | jq -r '.items[].profiles[].handle'");
    }

    private static Table Describe(IEnumerable<PersonShape> people)
    {
        var table = Listing.Of("PERSON", "NAME", "MET", "SEEN", "PROFILES");
        foreach (var person in people)
        {
            table.Row(
                person.Id, person.Profiles.Select(profile => profile.DisplayName).FirstOrDefault(name => name.Length > 0),
                Age.Of(person.CreatedAt), Age.Of(person.Profiles.Max(profile => profile.LastSeenAt)),
                string.Join(", ", person.Profiles.Select(profile => $"{profile.Platform}/{profile.Handle}")));
        }
        return table;
    }
}
