using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sanctum.Models;

/// <summary>
/// The size of a request in bytes, with what servers put around messages and tools. No tokenizer that models use makes more
/// tokens of a text than it has bytes, so it is an upper bound of the request's tokens.
/// </summary>
internal static class PromptBytes
{
    private const int OfMessage = 16;
    private const int OfTool = 32;
    private const int OfAllTools = 512;

    public static long Of(IEnumerable<ChatMessage> messages, IReadOnlyList<ToolDeclaration> tools) =>
        messages.Sum(Of) + (tools.Count == 0 ? 0 : OfAllTools) + tools.Sum(Of);

    /// <summary>The size of what a model wrote.</summary>
    public static long Of(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static long Of(ToolDeclaration tool) =>
        OfTool + Of(tool.Name) + Of(tool.Description) + Of(tool.JsonSchema.GetRawText());

    private static long Of(ChatMessage message) =>
        OfMessage + Of(message.AuthorName) + Of(OpaqueFields.Of(message.AdditionalProperties)) + message.Contents.Sum(Of);

    private static long Of(AIContent content) => OfMessage + Of(OpaqueFields.Of(content.AdditionalProperties)) + content switch
    {
        TextContent text => Of(text.Text),
        TextReasoningContent thought => Of(thought.Text),
        FunctionResultContent result => Of(result.CallId) + Of(result.Result?.ToString()),
        FunctionCallContent call => Of(call.CallId) + Of(call.Name) + Of(JsonSerializer.Serialize(call.Arguments)),
        _ => 0,
    };
}
