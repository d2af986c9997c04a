using System.CommandLine;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Configuration;

/// <summary>Versions of the live configuration.</summary>
internal static class HistoryCommands
{
    private const int MaxSettingsCharacters = 80;

    public static ClientCommand BuildHistory()
    {
        var before = new Option<int?>("--before") { Description = "Only versions before this one", HelpName = "version" };
        return new ClientCommand("history", "List the versions of the live configuration, newest first") { before }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ConfigurationHistoryShape>(
                    Route.To($"v1/admin/config/history").With("before", run.Get(before)), run.Cancellation),
                TableOf))
            .WithExamples("sanctum config history");
    }

    public static ClientCommand BuildDiff()
    {
        var from = new Argument<int>("from") { Description = "A version; 0 is the one without live settings" };
        var to = new Argument<int?>("to")
        {
            Description = "Another version; the one in force where it is left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new ClientCommand("diff", "Compare two versions of the live configuration") { from, to }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ConfigurationDiffShape>(
                    Route.To($"v1/admin/config/diff").With("from", run.Get(from)).With("to", run.Find(to)), run.Cancellation),
                TableOf))
            .WithExamples("sanctum config diff 3", "sanctum config diff 3 5");
    }

    public static ClientCommand BuildRollback()
    {
        var version = new Argument<int>("version") { Description = "The version to put in force again; 0 for no live settings" };
        return new ClientCommand("rollback", "Put an earlier version of the live configuration in force again") { version }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<ConfigurationVersionShape>(
                    Route.To($"v1/admin/config/rollback"), new JsonObject { ["version"] = run.Get(version) }, run.Cancellation),
                ChangeCommands.Describe))
            .WithExamples("sanctum config rollback 3");
    }

    private static Table TableOf(ConfigurationHistoryShape page)
    {
        var table = Listing.Of("VERSION", "CHANGED", "BY", "SETTINGS");
        foreach (var version in page.Items)
        {
            var settings = string.Join(", ", version.Settings.Select(setting => $"{setting.Key}={setting.Value}"));
            table.Row(
                version.Version, version.CreatedAt is { } at ? Age.Of(at) : "", version.Actor,
                Printable.Line(settings, MaxSettingsCharacters));
        }
        return table;
    }

    private static Table TableOf(ConfigurationDiffShape diff)
    {
        var table = Listing.Of("SETTING", $"VERSION {diff.From}", $"VERSION {diff.To}");
        foreach (var (name, change) in diff.Changes)
            table.Row(name, change.Before ?? "(not live)", change.After ?? "(not live)");
        return table;
    }
}
