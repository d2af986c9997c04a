using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sanctum.Memory;

namespace Sanctum.Consolidation;

/// <summary>Blocks as the model is given them: <c>{"blocks":[{"label","description","limit","text"}]}</c>.</summary>
internal static class ReviewPrompt
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ImmutableArray<MemoryBlock> blocks) => JsonSerializer.Serialize(
        new
        {
            blocks = blocks.Select(
                block => new { label = block.Label, description = block.Description, limit = block.Limit, text = block.Value }),
        },
        Readable);
}
