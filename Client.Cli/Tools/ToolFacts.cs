using System.CommandLine;
using System.Text.Json;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Tools;

/// <summary>Tools, as arguments name them and as people read them.</summary>
internal static class ToolFacts
{
    private static readonly JsonSerializerOptions Readable = new(Wire.Options) { WriteIndented = true };

    public static Argument<string> NameArgument() => new("tool") { Description = "The tool's name" };

    public static Table Of(ToolShape tool) => Facts.Of(
        ("Tool", tool.Name),
        ("Kind", tool.Kind),
        ("Platform", tool.Platform),
        ("Plug-in", tool.Plugin),
        ("State", StateOf(tool)),
        ("Because", tool.Reason),
        ("Time limit", tool.TimeLimit),
        ("Runs in", tool.Isolation switch { "process" => "a separate process", "container" => "a container", _ => "the host" }),
        ("If run twice", tool.Effects),
        ("Ends its turn as", tool.EndsTurnAs),
        ("Decided", tool.ChangedAt is { } at ? Age.Of(at) : null),
        ("Description", tool.Description),
        ("Arguments", tool.Parameters.ToJsonString(Readable)));

    public static Table Of(IEnumerable<ToolShape> tools)
    {
        var table = Listing.Of("NAME", "KIND", "PLATFORM", "STATE", "EFFECTS", "DESCRIPTION");
        foreach (var tool in tools)
            table.Row(tool.Name, tool.Kind, tool.Platform, StateOf(tool), tool.Effects, tool.Description);
        return table;
    }

    /// <summary>Shows the tools of an agent, and tells a person what the list does not show.</summary>
    public static void ShowOf(CommandRun run, Answer<AgentToolsShape> found)
    {
        run.Output.Show(found, tools => Of(tools.Items));
        if (found.Value.All)
            run.Output.Note($"{found.Value.Agent} may use every tool, including future ones.");
        if (found.Value.Missing.Length > 0)
            run.Output.Note($"Missing now: {string.Join(", ", found.Value.Missing)}");
    }

    private static Text StateOf(ToolShape tool) => Listing.State(tool.Enabled ? "enabled" : "disabled");
}
