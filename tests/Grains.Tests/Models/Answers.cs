using Microsoft.Extensions.AI;
using Sanctum.Errors;

namespace Sanctum.Models;

/// <summary>How the tests ask, and what the vendors' wire formats look like.</summary>
internal static class Answers
{
    public static readonly string[] OpenAIHello =
    [
        Chunk("""{"role":"assistant","content":""}"""), Chunk("""{"content":"Hel"}"""), Chunk("""{"content":"lo"}"""),
        Chunk("{}", "stop"),
        """data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""",
        "data: [DONE]",
    ];

    public static readonly string[] AnthropicHello =
    [
        AnthropicStart, Event("ping", ""), Event(
            "content_block_start", ""","index":0,"content_block":{"type":"text","text":""}"""),
        Event("content_block_delta", ""","index":0,"delta":{"type":"text_delta","text":"Hel"}"""),
        Event("content_block_delta", ""","index":0,"delta":{"type":"text_delta","text":"lo"}"""),
        Event("content_block_stop", ""","index":0"""), AnthropicEnd("end_turn"), Event("message_stop", ""),
    ];

    public static string AnthropicStart => Event("message_start",
        ""","message":{"id":"m1","type":"message","role":"assistant","content":[],"model":"m","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":1}}""");

    public static string AnthropicEnd(string reason) =>
        Event("message_delta", $$""","delta":{"stop_reason":"{{reason}}","stop_sequence":null},"usage":{"output_tokens":2}""");

    public static string Event(string type, string rest) => $"event: {type}\ndata: {{\"type\":\"{type}\"{rest}}}";

    public static string Chunk(string delta, string? finish = null) =>
        $"data: {{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\"," +
        $"\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{(finish is null ? "null" : $"\"{finish}\"")}}}]}}";

    public static IAsyncEnumerable<ChatResponseUpdate> Ask(this IModelGateway gateway, CancellationToken ct = default) =>
        gateway.StreamAsync(
            "test/m", [new ChatMessage(ChatRole.System, "Be kind."), new ChatMessage(ChatRole.User, "Hi")], new ChatOptions(),
            ct);

    public static async Task<ChatResponse> Whole(this IAsyncEnumerable<ChatResponseUpdate> updates) =>
        await updates.ToChatResponseAsync().WaitAsync(TimeSpan.FromSeconds(60));

    public static Task<DependencyException> Fails(this IModelGateway gateway) =>
        Assert.ThrowsAsync<DependencyException>(() => gateway.Ask().Whole());
}
