using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Edge;

namespace Sanctum.Audit;

/// <summary>What a change of settings changed, field by field, as the audit log tells it.</summary>
/// <param name="Fields">Each field that is another now, by its path, with what it was and what it is.</param>
internal sealed record AuditedChange(JsonObject Fields)
{
    /// <summary>The fields that differ. Sensitive names are masked where the entry is written, as in all entries.</summary>
    /// <param name="before">The settings as they were; null where there were none.</param>
    /// <param name="after">The settings as they are; null where there are none.</param>
    /// <param name="isSecret">Further paths whose values are not told, only that they changed.</param>
    public static AuditedChange Between(object? before, object? after, Func<string, bool>? isSecret = null)
    {
        var fields = new JsonObject();
        Compare("", ToNode(before), ToNode(after), isSecret ?? (_ => false), fields);
        return new AuditedChange(fields);
    }

    /// <summary>The same, with a field that changed and is never told.</summary>
    public AuditedChange WithSecret(string path)
    {
        Fields[path] = AuditEntry.Redacted;
        return this;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, Func<string, bool> isSecret, JsonObject fields)
    {
        if (before is JsonObject || after is JsonObject)
        {
            var (was, now) = (before as JsonObject ?? [], after as JsonObject ?? []);
            foreach (var name in was.Select(field => field.Key).Union(now.Select(field => field.Key), StringComparer.Ordinal))
                Compare(path.Length == 0 ? name : $"{path}.{name}", was[name], now[name], isSecret, fields);
        }
        else if (!JsonNode.DeepEquals(before, after))
        {
            fields[path] = isSecret(path)
                ? AuditEntry.Redacted
                : new JsonObject { ["before"] = before?.DeepClone(), ["after"] = after?.DeepClone() };
        }
    }

    private static JsonNode? ToNode(object? value) => value as JsonNode ?? JsonSerializer.SerializeToNode(value, Json.Options);
}
