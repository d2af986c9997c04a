using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Storage;

namespace Sanctum.Portability;

/// <summary>
/// Reads a file in Letta's format. What cannot be taken is reported, and the rest is imported; only a file without an agent, or
/// without a name for it, is refused.
/// </summary>
internal sealed class LettaFileReader(LettaTools tools, LettaModels models, LettaMemory memory, TimeProvider clock)
{
    private const int MaxIdentityCharacters = 4_000;
    private const int MaxDescriptionCharacters = 2_000;
    private const int MaxDisplayCharacters = 128;
    private const int MaxNameCharacters = 63;
    private const string Unsigned = "is not set, and files in this format have no signature: nobody says who made it.";

    /// <exception cref="InvalidRequestException">It is no such file, or not trusted.</exception>
    public async Task<AgentContent> Read(string tenant, AgentFileImport import)
    {
        if (!import.IsTrusted)
            throw new InvalidRequestException("trust", Unsigned);
        using var document = LettaFile.Parse(import.Content.AsMemory());
        var file = document.RootElement;
        var agents = file.Member("agents") is null ? [file] : file.Items("agents");
        if (agents.Count == 0 || agents[0].ValueKind != JsonValueKind.Object)
            throw new InvalidRequestException("agents", "holds no agent.");
        var report = new ImportReport();
        var agent = agents[0];
        var part = agents.Count == 1 && file.Member("agents") is null ? "agent" : "agents[0]";
        var definition = await Define(tenant, import.Name, part, file, agent, report);
        var now = clock.GetUtcNow();
        var blocks = LettaMemory.ReadBlocks(file, agent, InstructionsOf(agent), report);
        var passages = memory.ReadPassages(file, agent, report);
        var session = import.WithoutTranscripts
            ? null
            : new LettaMessages(definition.Name, $"letta-{definition.Name}", now, report).Read(agent.Items("messages"));
        var sessions = SessionRules.Read(session is null ? [] : [session], now);
        ReportRest(file, agents, report);
        LettaSecrets.Report(file, agents, report);
        return new AgentContent(
            definition, blocks, passages, sessions, Convert.ToHexStringLower(SHA256.HashData(import.Content.AsSpan())))
        {
            Format = AgentFileFormat.Letta,
            Report = report,
        };
    }

    private async Task<AgentDefinition> Define(
        string tenant, string? name, string part, JsonElement file, JsonElement agent, ImportReport report)
    {
        var display = StorableText.Cut((agent.Text("name") ?? "").Trim(), MaxDisplayCharacters);
        var id = name ?? NameOf(display);
        if (id.Length == 0)
            throw new InvalidRequestException(
                "as", "is not set, and the name in the file has no letter or digit for a name here.");
        report.Take(part, display, id == display ? "" : $"It is '{id}' here.");
        var tags = string.Join(", ", agent.Texts("tags"));
        if (tags.Length > 0)
            report.Take("tags", tags, "They are part of the description.");
        var description = string.Join(
            "\n",
            new[] { agent.Text("description") ?? "", tags.Length > 0 ? $"Tags: {tags}." : "" }.Where(text => text.Length > 0));
        var system = StorableText.Of((agent.Text("system") ?? "").Trim());
        var identity = system.Length is > 0 and <= MaxIdentityCharacters
            ? system
            : system.Length == 0 ? $"An agent by the name of {(display.Length > 0 ? display : id)}."
            : $"Your instructions are in the block '{LettaMemory.Instructions}'.";
        if (system.Length > 0)
            report.Take(
                "system", "", system == identity ? "" : $"It is in the block '{LettaMemory.Instructions}', because it is long.");
        var capabilities = models.Find(agent, report);
        var definition = new AgentDefinition(
            id, display.Length > 0 ? display : id, StorableText.Cut(description, MaxDescriptionCharacters),
            new AgentPersonality(identity),
            capabilities with { Tools = await tools.Find(tenant, ToolsOf(file, agent), report) },
            ImmutableDictionary<string, MemoryBlockDefinition>.Empty);
        AgentDefinitionRules.Check(definition);
        return definition;
    }

    // A system text beyond the limit of a personality.
    private static string? InstructionsOf(JsonElement agent) =>
        (agent.Text("system") ?? "").Trim() is { Length: > MaxIdentityCharacters } system ? StorableText.Of(system) : null;

    private static IEnumerable<(string Part, JsonElement Tool)> ToolsOf(JsonElement file, JsonElement agent)
    {
        // In the older form the agent is the file.
        var own = agent.Items("tools");
        for (var i = 0; i < own.Count; i++)
            yield return (string.Create(CultureInfo.InvariantCulture, $"tools[{i}]"), own[i]);
        if (file.Member("agents") is null)
            yield break;
        var ids = agent.Texts("tool_ids").ToHashSet(StringComparer.Ordinal);
        var shared = file.Items("tools");
        for (var i = 0; i < shared.Count; i++)
        {
            if (ids.Contains(shared[i].Text("id") ?? ""))
                yield return (string.Create(CultureInfo.InvariantCulture, $"tools[{i}]"), shared[i]);
        }
    }

    private static void ReportRest(JsonElement file, IReadOnlyList<JsonElement> agents, ImportReport report)
    {
        for (var i = 1; i < agents.Count; i++)
            report.Leave($"agents[{i}]", agents[i].NameOrEmpty(), "An import creates one agent, the first of the file.");
        if (agents[0].Items("tool_rules").Count is > 0 and var rules)
            report.Leave(
                "tool_rules", string.Create(CultureInfo.InvariantCulture, $"{rules} rules"),
                "There are no rules of an order of tools here; the agent's model decides.");
        foreach (var (kind, note) in new[]
        {
            ("groups", "Groups of agents are not taken."),
            ("mcp_servers", "Servers of tools are not taken. Connect them as plug-ins."),
            ("skills", "Skills are not taken."),
        })
        {
            var items = file.Items(kind);
            for (var i = 0; i < items.Count; i++)
            {
                report.Leave($"{kind}[{i}]", items[i].NameOrEmpty(), note);
            }
        }
    }

    private static string NameOf(string display)
    {
        var name = new StringBuilder(display.Length);
        foreach (var character in display.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
                name.Append(character);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }
        var cut = name.Length > MaxNameCharacters ? name.ToString(0, MaxNameCharacters) : name.ToString();
        return cut.TrimEnd('-');
    }
}
