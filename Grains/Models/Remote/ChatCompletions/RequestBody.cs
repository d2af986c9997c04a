using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Storage;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>A request as every server takes it.</summary>
internal static class RequestBody
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(RemoteModel model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("model", model.Name);
            json.WriteBoolean("stream", true);
            if (model.AsksForUsage)
            {
                json.WriteStartObject("stream_options");
                json.WriteBoolean("include_usage", true);
                json.WriteEndObject();
            }
            WriteSettings(json, options);
            json.WriteStartArray("messages");
            foreach (var message in messages)
                WriteMessage(json, message);
            json.WriteEndArray();
            WriteTools(json, options?.Tools?.OfType<AIFunctionDeclaration>().ToList() ?? []);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSettings(Utf8JsonWriter json, ChatOptions? options)
    {
        if (options?.MaxOutputTokens is { } tokens)
            json.WriteNumber("max_completion_tokens", tokens);
        if (options?.Temperature is { } temperature)
            json.WriteNumber("temperature", temperature);
        if (options?.TopP is { } topP)
            json.WriteNumber("top_p", topP);
        if (options?.StopSequences is not { Count: > 0 } stops)
            return;
        json.WriteStartArray("stop");
        foreach (var stop in stops)
            json.WriteStringValue(stop);
        json.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter json, List<AIFunctionDeclaration> tools)
    {
        if (tools.Count == 0)
            return;
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description);
            json.WritePropertyName("parameters");
            tool.JsonSchema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
            WriteResults(json, message);
        else if (message.Role == ChatRole.Assistant)
            WriteAssistant(json, message);
        else
            WriteText(json, message.Role == ChatRole.System ? "system" : "user", message.Text);
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", StorableText.Of(text));
        json.WriteEndObject();
    }

    private static void WriteResults(Utf8JsonWriter json, ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteString("tool_call_id", result.CallId);
            json.WriteString("content", StorableText.Of(TextOf(result.Result)));
            json.WriteEndObject();
        }
    }

    // A message with calls has a content, also where the model said nothing: some servers refuse one without.
    private static void WriteAssistant(Utf8JsonWriter json, ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        if (calls.Count == 0)
        {
            WriteText(json, "assistant", message.Text);
            return;
        }
        json.WriteStartObject();
        json.WriteString("role", "assistant");
        if (message.Text.Length > 0)
            json.WriteString("content", StorableText.Of(message.Text));
        else
            json.WriteNull("content");
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
            WriteCall(json, call);
        json.WriteEndArray();
        ProviderFields.WriteTo(json, message.AdditionalProperties);
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, FunctionCallContent call)
    {
        json.WriteStartObject();
        json.WriteString("id", call.CallId);
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        json.WriteString("arguments", JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>()));
        json.WriteEndObject();
        ProviderFields.WriteTo(json, call.AdditionalProperties);
        json.WriteEndObject();
    }

    private static string TextOf(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        _ => JsonSerializer.Serialize(result),
    };
}
