using System.CommandLine;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Plugins;

/// <summary>A plug-in, as arguments name it and as people read it.</summary>
internal static class PluginFacts
{
    public static Argument<string> NameArgument() =>
        new("plugin") { Description = "The plug-in's name, which is its folder's name" };

    public static Table Of(PluginShape plugin) => Facts.Of(
    [
        ("Plug-in", plugin.Name),
        ("Wanted", plugin.Wanted),
        ("Settings", plugin.Settings.ToJsonString(Wire.Options)),
        .. plugin.Processes.SelectMany(Of),
    ]);

    private static IEnumerable<(string, object?)> Of(PluginProcessShape process) =>
    [
        ("Process", process.Process),
        ("  State", Listing.State(process.State)),
        ("  Because", process.Reason),
        ("  Version", process.Version),
        ("  Platforms", string.Join(", ", process.Platforms)),
        ("  Tools", string.Join(", ", process.Tools)),
        (
            "  Old code",
            process.Collected switch { true => "unloaded", false => "still in memory", null => null }),
    ];
}
