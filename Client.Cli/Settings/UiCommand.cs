using System.CommandLine;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Settings;

/// <summary>Shows or replaces the settings document of user interfaces.</summary>
internal static class UiCommand
{
    public static Command Build()
    {
        var file = new Option<string?>("--file", "-f")
        {
            Description = "The document as JSON; '-' is standard input. Without it, the one in force is shown",
            HelpName = "file",
        };
        var version = new Option<int?>("--version") { Description = "A version; default: the one in force", HelpName = "number" };
        return new ClientCommand("ui", "Show or replace the settings document of user interfaces") { file, version }
            .Does(async run => run.Output.Show(
                run.Get(file) is { } path
                    ? await run.Gateway.Put<UiSettingsShape>(
                        Route.To($"v1/settings/ui"), Document.ReadObject(path), run.Cancellation)
                    : await run.Gateway.Get<UiSettingsShape>(
                        Route.To($"v1/settings/ui").With("version", run.Get(version)), run.Cancellation),
                Describe))
            .WithExamples("sanctum settings ui", "sanctum settings ui -f ui.json");
    }

    private static Table Describe(UiSettingsShape settings) => Facts.Of(
        ("Version", settings.Version),
        ("Changed", settings.CreatedAt is { } at ? $"{Age.Of(at)} by {settings.Actor}" : null),
        ("Settings", settings.Settings.ToJsonString()));
}

/// <summary>What people see of the document.</summary>
internal sealed record UiSettingsShape(int Version, JsonObject Settings, string Actor, DateTimeOffset? CreatedAt);
