using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sanctum.Storage;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>
/// Members of a message or a call that mean something to its provider only and must come back to it with the call: reasoning,
/// signatures of thoughts. They are gathered from the chunks as they are: texts are joined, lists added to, all else replaced.
/// </summary>
internal sealed class ProviderFields
{
    /// <summary>Beyond this nothing is kept: a part of what is signed is worth nothing.</summary>
    internal const int MaxCharacters = 256 * 1_024;

    private readonly Dictionary<string, StringBuilder> _texts = new(StringComparer.Ordinal);
    private readonly JsonObject _values = [];
    private int _characters;

    /// <summary>
    /// Whether a member is kept. Others are answers of one server that another, or the same, refuses in a request.
    /// </summary>
    public static bool IsOpaque(string name) =>
        name is "extra_content" or "provider_specific_fields"
        || name.Contains("reasoning", StringComparison.Ordinal)
        || name.Contains("thinking", StringComparison.Ordinal)
        || name.Contains("thought", StringComparison.Ordinal)
        || name.Contains("signature", StringComparison.Ordinal);

    public void Add(JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (!IsOpaque(member.Name) || member.Value.ValueKind is JsonValueKind.Null)
                continue;
            var raw = WireJson.RawOf(member.Value);
            _characters += member.Name.Length + raw.Length;
            if (_characters <= MaxCharacters)
                Add(member, raw);
        }
    }

    /// <summary>What was gathered, as a message or a call carries it; null where there is nothing.</summary>
    public AdditionalPropertiesDictionary? ToProperties()
    {
        if (_characters is 0 or > MaxCharacters)
            return null;
        var all = _values.DeepClone().AsObject();
        foreach (var (name, text) in _texts)
            all[name] = StorableText.Of(text.ToString());
        return OpaqueFields.ToProperties(all.ToJsonString());
    }

    /// <summary>Writes what a message or a call carries, as further members of the object that is being written.</summary>
    public static void WriteTo(Utf8JsonWriter json, AdditionalPropertiesDictionary? properties)
    {
        if (OpaqueFields.Of(properties) is not { } fields)
            return;
        using var document = JsonDocument.Parse(fields);
        foreach (var member in document.RootElement.EnumerateObject())
            member.WriteTo(json);
    }

    private void Add(JsonProperty member, string raw)
    {
        if (member.Value.ValueKind == JsonValueKind.String)
        {
            if (!_texts.TryGetValue(member.Name, out var text))
                _texts[member.Name] = text = new StringBuilder();
            text.Append(WireJson.TextOf(member.Value));
            return;
        }
        var value = JsonNode.Parse(ToolArguments.Mend(raw));
        if (_values[member.Name] is JsonArray list && value is JsonArray more)
        {
            foreach (var item in more)
                list.Add(item?.DeepClone());
            return;
        }
        _values[member.Name] = value;
    }
}
