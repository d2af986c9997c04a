using System.Text.Json;
using Sanctum.Agents;
using Sanctum.Models;
using Sanctum.Models.Remote;

namespace Sanctum.Portability;

/// <summary>The model of a file, where a provider of this installation serves it. No key or address is taken.</summary>
internal sealed class LettaModels(IEnumerable<IModelProvider> providers)
{
    private const int MinContextTokens = 1_000;

    // What the format calls a kind of endpoint, by the names of providers here.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["google_ai"] = "google",
        ["google_vertex"] = "google",
    };

    /// <summary>Model and context of the agent.</summary>
    public AgentCapabilities Find(JsonElement agent, ImportReport report)
    {
        var config = agent.Member("llm_config") ?? default;
        var (kind, model) = (config.Text("model_endpoint_type") ?? "", config.Text("model") ?? "");
        string?[] names =
        [
            agent.Text("model"), config.Text("handle"), $"{kind}/{model}", $"{Kinds.GetValueOrDefault(kind, kind)}/{model}",
        ];
        var named = names.FirstOrDefault(name => name is { Length: > 1 }) ?? "";
        foreach (var name in names.OfType<string>().Where(IsServed))
        {
            report.Take("llm_config", named, name == named ? "" : $"It is '{name}' here.");
            return new AgentCapabilities(name, ContextTokens: ContextOf(config));
        }
        var fallback = new AgentCapabilities();
        report.Leave("llm_config", named, $"No provider here serves it. The agent has the default, '{fallback.Model}'.");
        return fallback;
    }

    private static int ContextOf(JsonElement config) =>
        config.Number("context_window") is { } tokens and >= MinContextTokens and <= 10_000_000 ? tokens : 0;

    private bool IsServed(string name) =>
        name.Split('/', 2) is [var provider, { Length: > 0 }]
        && !AnnotationRules.Find(new AgentCapabilities(name)).Any()
        && providers.FirstOrDefault(known => known.Name == provider) is { } found
        && found is not RemoteProvider { MissingKey: not null };
}
