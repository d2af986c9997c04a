using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Storage;

namespace Sanctum.Conversations;

/// <summary>
/// What is kept of a model's answer beside what it said, and shown to no person: its reasoning, and what its provider wants back.
/// </summary>
/// <param name="Reasoning">What the model thought aloud, or null.</param>
/// <param name="Fields">What its provider wants back with the message, or null.</param>
/// <param name="Calls">What it wants back with each tool call, in their order, or null.</param>
internal sealed record ModelData(string? Reasoning, string? Fields, IReadOnlyList<string?>? Calls)
{
    private const int MaxReasoningCharacters = 128 * 1_024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>As a row keeps it; null where there is nothing.</summary>
    public static string? Write(string reasoning, string? fields, IReadOnlyList<string?> calls)
    {
        var hasCallFields = calls.Any(call => call is not null);
        if (reasoning.Length == 0 && fields is null && !hasCallFields)
            return null;
        var thought = reasoning.Length == 0 ? null : StorableText.Cut(reasoning, MaxReasoningCharacters, "…");
        return JsonSerializer.Serialize(new ModelData(thought, fields, hasCallFields ? calls : null), Json);
    }

    /// <summary>What a row keeps, or null.</summary>
    public static ModelData? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<ModelData>(json, Json);
}
