using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>
/// One request, answered by a stream of chunks. Each chunk is an update, so that a caller sees that the server is not silent.
/// </summary>
internal sealed class ChatCompletionsClient(HttpClient http, Uri url, RemoteModel model) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = RequestFor(messages, options);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = new AnswerBody(model.Provider, response);
        var answer = new AnswerReader(model.Provider);
        await foreach (var happened in body.Read(cancellationToken))
            yield return answer.Read(happened);
        if (answer.End(body.IsDone, body.OddStart) is { } last)
            yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The HTTP client belongs to the provider, which lives as long as the process.
    }

    private HttpRequestMessage RequestFor(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var content = new ByteArrayContent(RequestBody.Write(model, messages, options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = content,
            Headers =
            {
                Authorization = new AuthenticationHeaderValue("Bearer", model.ApiKey),
                Accept =
                {
                    new MediaTypeWithQualityHeaderValue("text/event-stream"), new MediaTypeWithQualityHeaderValue(
                        "application/json", 0.9),
                },
            },
        };
    }
}
