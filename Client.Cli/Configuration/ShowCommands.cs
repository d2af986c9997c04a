using System.CommandLine;
using System.Text.Json;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Configuration;

/// <summary>Shows settings.</summary>
internal static class ShowCommands
{
    private const int MaxValueCharacters = 60;

    public static ClientCommand BuildShow()
    {
        var group = new Option<string?>("--group") { Description = "Only settings of this group", HelpName = "group" };
        group.AcceptOnlyFromAmong("app", "api", "security", "memory", "agents", "logging");
        var live = new Option<bool>("--live") { Description = "Only settings that can be changed while processes run" };
        return new ClientCommand("show", "Show the settings, where each comes from, and which processes apply the live ones")
        {
            group, live,
        }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ConfigurationShape>(Route.To($"v1/admin/config"), run.Cancellation),
                found => TableOf(found, run.Get(group), run.Get(live))))
            .WithExamples("sanctum config show", "sanctum config show --group api --live");
    }

    public static ClientCommand BuildGet()
    {
        var name = NameArgument();
        return new ClientCommand("get", "Show a setting") { name }
            .Does(async run =>
            {
                var found = await run.Gateway.Get<ConfigurationShape>(Route.To($"v1/admin/config"), run.Cancellation);
                var setting = Find(found.Value, run.Get(name));
                run.Output.Show(
                    new Answer<SettingShape>(found.Status, JsonSerializer.Serialize(setting, Wire.Options), setting), Describe);
            })
            .WithExamples("sanctum config get Sanctum:Gateway:RequestsPerWindow");
    }

    public static Argument<string> NameArgument() =>
        new("setting") { Description = "Its whole name, such as Sanctum:Gateway:RequestsPerWindow" };

    private static SettingShape Find(ConfigurationShape found, string name) =>
        found.Groups.Values.SelectMany(settings => settings)
            .FirstOrDefault(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw ProblemException.Usage($"There is no setting '{name}'; 'sanctum config show' lists all.");

    private static Table Describe(SettingShape setting) => Facts.Of(
        ("Name", setting.Name), ("Value", setting.Value), ("Source", setting.Source), ("Range", setting.Range),
        ("Live", setting.IsLive ? "yes" : "no"));

    private static Table TableOf(ConfigurationShape found, string? group, bool onlyLive)
    {
        var table = Listing.Of("GROUP", "SETTING", "VALUE", "SOURCE", "LIVE");
        foreach (var (name, settings) in found.Groups.Where(one => group is null || one.Key == group))
        {
            foreach (var setting in settings.Where(setting => setting.IsLive || !onlyLive))
                table.Row(
                    name, setting.Name, Printable.Line(setting.Value ?? "", MaxValueCharacters), setting.Source,
                    setting.IsLive ? "live" : "");
        }
        foreach (var process in found.Processes)
            table.Row("process", process.Name, $"version {process.Version} of {found.Version}", process.Refusal ?? "", "");
        return table;
    }
}
