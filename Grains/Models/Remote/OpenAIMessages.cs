using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Message = Microsoft.Extensions.AI.ChatMessage;

namespace Sanctum.Models.Remote;

/// <summary>Messages and options of the seam, in the SDK's types.</summary>
internal static class OpenAIMessages
{
    public static IEnumerable<OpenAI.Chat.ChatMessage> From(Message message)
    {
        if (message.Role == ChatRole.Tool)
            return message.Contents.OfType<FunctionResultContent>().Select(result => new ToolChatMessage(result.CallId, TextOf(result.Result)));
        if (message.Role == ChatRole.System)
            return [new SystemChatMessage(message.Text)];
        return message.Role == ChatRole.Assistant ? [Assistant(message)] : [new UserChatMessage(message.Text)];
    }

    public static ChatCompletionOptions OptionsFrom(ChatOptions? options)
    {
        var request = new ChatCompletionOptions
        {
            MaxOutputTokenCount = options?.MaxOutputTokens,
            Temperature = options?.Temperature,
            TopP = options?.TopP,
        };
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            request.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        foreach (var stop in options?.StopSequences ?? [])
            request.StopSequences.Add(stop);
        return request;
    }

    private static AssistantChatMessage Assistant(Message message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().Select(call => ChatToolCall.CreateFunctionToolCall(
            call.CallId, call.Name, BinaryData.FromString(JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>())))).ToArray();
        if (calls.Length == 0)
            return new AssistantChatMessage(message.Text);
        var said = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
            said.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        return said;
    }

    private static string TextOf(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        _ => JsonSerializer.Serialize(result),
    };
}
