using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace Sanctum.Models;

/// <summary>
/// Counts the tokens of what a model is sent, by one tokenizer for all models: only a model's own says exactly how many it reads.
/// </summary>
/// <remarks>
/// The vocabulary is loaded at the first count. Counts include the few tokens that servers put around messages and tools.
/// </remarks>
internal sealed class TokenCounter
{
    /// <summary>The tokenizer.</summary>
    public const string Name = "o200k_base";

    /// <summary>What servers put around a message.</summary>
    public const int OfMessage = 4;

    private const int OfTool = 8;
    private const int MaxTools = 2_000;

    // A long text without spaces is one word to the tokenizer, whose time grows with its square.
    private const int PieceCharacters = 2_048;

    private readonly Lazy<TiktokenTokenizer> _tokenizer = new(() => TiktokenTokenizer.CreateForEncoding(Name));
    private readonly ConcurrentDictionary<string, int> _tools = new(StringComparer.Ordinal);

    /// <summary>The tokens of a text.</summary>
    public int Count(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        var count = 0;
        for (var from = 0; from < text.Length; from += PieceCharacters)
            count += _tokenizer.Value.CountTokens(text.AsSpan(from, Math.Min(PieceCharacters, text.Length - from)));
        return count;
    }

    /// <summary>The tokens of a request.</summary>
    public int Of(IEnumerable<ChatMessage> messages, IReadOnlyList<ToolDeclaration> tools) =>
        messages.Sum(message => OfMessage + message.Contents.Sum(Of)) + tools.Sum(Of);

    /// <summary>The tokens of a tool's declaration.</summary>
    public int Of(ToolDeclaration tool)
    {
        var text = tool.Text;
        if (_tools.TryGetValue(text, out var known))
            return known;
        if (_tools.Count >= MaxTools)
            _tools.Clear();
        return _tools[text] = OfTool + Count(text);
    }

    /// <summary>The tokens of a part of a message.</summary>
    public int Of(AIContent content) => Count(TextOf(content)) + Count(OpaqueFields.Of(content.AdditionalProperties));

    /// <summary>A part of a message as the model reads it.</summary>
    public static string TextOf(AIContent content) => content switch
    {
        TextContent text => text.Text,
        TextReasoningContent thought => thought.Text,
        FunctionResultContent result => result.Result?.ToString() ?? "",
        FunctionCallContent call => $"{call.Name}({JsonSerializer.Serialize(call.Arguments)})",
        _ => "",
    };
}
