using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Models.Remote;
using Sanctum.Models.Remote.ChatCompletions;

namespace Sanctum.Models.Streams;

/// <summary>What the reader makes of an answer's bytes.</summary>
internal sealed record Answered(string Text, IReadOnlyList<FunctionCallContent> Calls, ChatResponse Response)
{
    public IEnumerable<string> CallTexts => Calls.Select(call => $"{call.Name} {TextOf(call)}");

    /// <exception cref="DependencyException">The answer is none.</exception>
    public static async Task<Answered> Of(byte[] body, string mediaType = "text/event-stream")
    {
        using var http = new HttpClient(new PlayedBody(body, mediaType));
        using var client = new ChatCompletionsClient(
            http, new Uri("http://server/v1/chat/completions"), new RemoteModel("test", "m", null, "k", AsksForUsage: true));
        var response = await client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Hi")]).ToChatResponseAsync();
        return new Answered(
            response.Text, [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()],
            response);
    }

    /// <summary>The answer to chunks with these choices' deltas, which ends as it should.</summary>
    public static Task<Answered> Of(params string[] deltas) => Of(System.Text.Encoding.UTF8.GetBytes(
        string.Join("\n\n",
            deltas.Select(delta => Answers.Chunk(delta)).Append(Answers.Chunk("{}", "stop")).Append("data: [DONE]")) + "\n\n"));

    private static string TextOf(FunctionCallContent call) =>
        call.Arguments is null
            ? call.RawRepresentation + ""
            : JsonSerializer.Serialize(call.Arguments, JsonSerializerOptions.Web);

    private sealed class PlayedBody(byte[] body, string mediaType) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
            return Task.FromResult(new HttpResponseMessage { Content = content });
        }
    }
}
