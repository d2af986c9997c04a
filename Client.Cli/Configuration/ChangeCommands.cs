using System.CommandLine;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Configuration;

/// <summary>Changes the live configuration. What is read before is changed only if nobody else changed it since.</summary>
internal static class ChangeCommands
{
    public static ClientCommand BuildSet()
    {
        var name = ShowCommands.NameArgument();
        var value = new Argument<string>("value") { Description = "Its value, such as 500, true, 00:00:05" };
        return new ClientCommand("set", "Change a setting that is live, in every process within a second") { name, value }
            .Does(run => Change(run, settings =>
            {
                Remove(settings, run.Get(name));
                settings[run.Get(name)] = run.Get(value);
            }))
            .WithExamples(
                "sanctum config set Sanctum:Gateway:RequestsPerWindow 500",
                "sanctum config set Logging:LogLevel:Sanctum.Queues Debug");
    }

    public static ClientCommand BuildUnset()
    {
        var name = ShowCommands.NameArgument();
        return new ClientCommand("unset", "Take a live setting back, so that its other sources decide") { name }
            .Does(run => Change(run, settings =>
            {
                if (!Remove(settings, run.Get(name)))
                    throw ProblemException.Usage($"'{run.Get(name)}' has no live value.");
            }))
            .WithExamples("sanctum config unset Sanctum:Gateway:RequestsPerWindow");
    }

    public static ClientCommand BuildApply()
    {
        var file = new Argument<string>("file")
        {
            Description = "A JSON object of all live settings by their names; '-' is standard input",
        };
        return new ClientCommand("apply", "Replace the live configuration") { file }
            .Does(async run => run.Output.Show(
                await run.Gateway.Put<ConfigurationVersionShape>(
                    Route.To($"v1/admin/config"), new JsonObject { ["settings"] = Document.ReadObject(run.Get(file)) },
                    run.Cancellation),
                Describe))
            .WithExamples("sanctum config apply live.json");
    }

    public static Table Describe(ConfigurationVersionShape version)
    {
        var table = Listing.Of("SETTING", "VALUE").Title(new TableTitle($"Version {version.Version}"));
        foreach (var (name, value) in version.Settings)
            table.Row(name, value);
        return table;
    }

    private static async Task Change(CommandRun run, Action<SortedDictionary<string, string>> change)
    {
        var found = (await run.Gateway.Get<ConfigurationShape>(Route.To($"v1/admin/config"), run.Cancellation)).Value;
        change(found.Live);
        var settings = new JsonObject(found.Live.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value)));
        run.Output.Show(
            await run.Gateway.Put<ConfigurationVersionShape>(
                Route.To($"v1/admin/config"), new JsonObject { ["settings"] = settings }, run.Cancellation, found.Version),
            Describe);
    }

    private static bool Remove(SortedDictionary<string, string> settings, string name) =>
        settings.Keys.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known
        && settings.Remove(known);
}
