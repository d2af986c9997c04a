using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Platforms;

/// <summary>Lists the platforms.</summary>
internal static class ListCommand
{
    public static Command Build() => new ClientCommand("list", "List platforms and their operations")
        .Does(async run => run.Output.Show(
            await run.Gateway.Get<PlatformListShape>(Route.To($"v1/platforms"), run.Cancellation), Describe))
        .WithExamples(
            "sanctum platforms list",
            "sanctum platforms list --json | jq '.items[] | select(.name == \"bluesky\").settingsSchema'");

    private static Table Describe(PlatformListShape platforms)
    {
        var table = Listing.Of("PLATFORM", "OPERATIONS", "LONGEST TEXT", "CREDENTIALS");
        foreach (var platform in platforms.Items)
        {
            table.Row(
                platform.Name, string.Join(", ", platform.Operations), $"{platform.LongestText} {platform.TextUnit}",
                platform.NeedsAccount ? string.Join(", ", platform.Credentials) : "needs no account");
        }
        return table;
    }
}
