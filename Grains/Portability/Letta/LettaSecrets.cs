using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sanctum.Portability;

/// <summary>The secrets in a file, which are counted and dropped.</summary>
internal static partial class LettaSecrets
{
    /// <summary>Notes each secret by its name.</summary>
    public static void Report(JsonElement file, IEnumerable<JsonElement> agents, ImportReport report)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var agent in agents.Append(file))
        {
            AddVariables(agent, "tool_exec_environment_variables", names);
            AddVariables(agent, "secrets", names);
            foreach (var config in new[] { "llm_config", "embedding_config", "model_settings" })
                AddFields(agent.Member(config) ?? default, config, names);
        }
        var servers = file.Items("mcp_servers");
        for (var i = 0; i < servers.Count; i++)
            AddFields(servers[i], $"mcp_servers[{i}]", names);
        report.Secrets = names.Count;
        foreach (var name in names)
            report.Leave("secrets", name, "Secrets are dropped. Set it again where a tool needs it.");
    }

    // An object of names, or the older list of keys and values.
    private static void AddVariables(JsonElement agent, string name, SortedSet<string> names)
    {
        names.UnionWith((agent.Member(name) ?? default).Members().Select(variable => variable.Name));
        names.UnionWith(agent.Items(name).Select(variable => variable.Text("key") ?? "").Where(key => key.Length > 0));
    }

    private static void AddFields(JsonElement element, string path, SortedSet<string> names)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                AddFields(item, path, names);
        }
        foreach (var field in element.Members())
        {
            var place = $"{path}.{field.Name}";
            if (SecretName().IsMatch(field.Name) && !IsEmpty(field.Value))
                names.Add(place);
            else
                AddFields(field.Value, place, names);
        }
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => true,
    };

    [GeneratedRegex(
        "(api_?key|token$|_token_|secret|password|authorization|headers$|^env$|credential)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();
}
