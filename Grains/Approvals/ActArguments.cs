using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Policies;

namespace Sanctum.Approvals;

/// <summary>
/// What exactly an act does, as canonical JSON: members in the order of their names, everything else as written.
/// </summary>
/// <param name="Text">The JSON; text as it is where it is none. It may hold secrets.</param>
internal sealed record ActArguments(string Text)
{
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>SHA-256 of the text: other arguments have another.</summary>
    public byte[] Hash { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    /// <summary>The arguments of an act.</summary>
    public static ActArguments Of(PolicyRequest request, string? message) => new(Canonical(Written(request, message)));

    /// <summary>The key of an act: the same for the same act, of the same agent, with the same arguments.</summary>
    public byte[] KeyOf(PolicyRequest request, ApprovalAct act)
    {
        var parts = new JsonArray(
            request.Action, request.Subject.Name, act.Subject, act.Identity, Convert.ToHexStringLower(Hash));
        return SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToJsonString()));
    }

    private static string Written(PolicyRequest request, string? message) => request.Action switch
    {
        PolicyActions.ToolExecute => string.IsNullOrWhiteSpace(request.Arguments) ? "{}" : request.Arguments,
        PolicyActions.MemoryWrite => JsonSerializer.Serialize(request.Memory, Plain),
        PolicyActions.PublishPost => JsonSerializer.Serialize(request.Post, Plain),
        PolicyActions.AgentChange => JsonSerializer.Serialize(new { kind = request.Change, request.Definition }, Plain),
        _ => JsonSerializer.Serialize(new { text = message }, Plain),
    };

    private static string Canonical(string json)
    {
        try
        {
            return Sorted(JsonNode.Parse(json, documentOptions: NoDuplicates))?.ToJsonString(Plain) ?? json;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half of a character. The tool refuses it; here it is only told from others.
            return json;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(
            member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
