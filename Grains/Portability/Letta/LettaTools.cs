using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Tools;

namespace Sanctum.Portability;

/// <summary>The tools of a file by the names that they have here. Their source code is never run.</summary>
internal sealed class LettaTools(IGrainFactory grains)
{
    private const string Worker = "tools";

    // Tools that do the same under another name.
    private static readonly Dictionary<string, string> Here = new(StringComparer.Ordinal)
    {
        ["core_memory_append"] = "memory_append",
        ["core_memory_replace"] = "memory_replace",
        ["memory_insert"] = "memory_append",
        ["memory_rethink"] = "memory_write",
        ["rethink_memory"] = "memory_write",
        ["memory_finish_edits"] = "",
        ["send_message"] = "",
    };

    /// <summary>The names of the tools that are there, in the order of the file.</summary>
    public async Task<ImmutableArray<string>> Find(
        string tenant, IEnumerable<(string Part, JsonElement Tool)> tools, ImportReport report)
    {
        var catalog = grains.GetGrain<IToolCatalogWorker>(new GrainKey(tenant, Worker).ToString());
        var known = (await catalog.List()).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        var found = new List<string>();
        foreach (var (part, tool) in tools)
        {
            try
            {
                Add(part, tool, known, found, report);
            }
            catch (InvalidRequestException refused)
            {
                report.Leave(part, "", refused.Message);
            }
        }
        return [.. found];
    }

    private static void Add(string part, JsonElement tool, HashSet<string> known, List<string> found, ImportReport report)
    {
        var name = (tool.ValueKind == JsonValueKind.String ? tool.Text(named: part) : tool.Text("name")) ?? "";
        var here = Here.GetValueOrDefault(name, name);
        if (here.Length == 0)
        {
            report.Leave(part, name, name.Length == 0 ? "It has no name." : "It is not needed: an agent answers without a tool.");
            return;
        }
        if (!known.Contains(here))
        {
            report.Leave(part, name, "There is no tool of this name here. Source code of tools is not run.");
            return;
        }
        if (!found.Contains(here))
            found.Add(here);
        var note = here != name ? $"It is '{here}' here."
            : tool.Text("source_code") is { Length: > 0 } ? "It is the tool of this name here; source code is not run."
            : "";
        report.Take(part, name, note);
    }
}
