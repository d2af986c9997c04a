using System.Net.Http.Json;
using System.Text.Json;

namespace Sanctum.Examples;

/// <summary>A client of the API over HTTP: sends a message and waits for the reply.</summary>
/// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is the gateway's, such as <c>http://127.0.0.1:9000</c>, and its
/// default headers have an API key as <c>X-API-Key</c>.</param>
public sealed class ApiClient(HttpClient http)
{
    /// <summary>Sends <paramref name="text"/> to an agent.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="text">What to say.</param>
    /// <param name="key">The same key again is the same message: a request whose answer was lost can be sent again.</param>
    /// <param name="cancellationToken">Cancels the wait; the message is answered all the same.</param>
    /// <returns>The reply; null if the agent did not answer in time, or not at all.</returns>
    /// <exception cref="HttpRequestException">The gateway refused; the message is the problem's title and detail.</exception>
    public async Task<string?> Send(string agent, string text, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{Uri.EscapeDataString(agent)}/messages?wait=30s")
        {
            Content = JsonContent.Create(new { text }),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request, cancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{body.GetProperty("title")} {Text(body, "detail")}", null, answer.StatusCode);
        var isAnswered = body.TryGetProperty("reply", out var reply) && reply.ValueKind == JsonValueKind.Object;
        return isAnswered ? Text(reply, "content") : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
