using System;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Sanctum.Errors;

namespace WebChatPoll;

/// <summary>A web chat bridge: its actions <c>inbox</c> and <c>outbox</c>.</summary>
internal sealed class ChatApi : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http = new()
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 4 * 1024 * 1024,
    };

    /// <summary>Reads what was written behind a cursor or a time.</summary>
    public Task<JsonElement> Read(string api, string token, string since, CancellationToken ct) =>
        Call(HttpMethod.Get, AddressOf(api, "inbox") + $"&limit=100&since={Uri.EscapeDataString(since)}", token, body: null, ct);

    /// <summary>Writes a message into a session; the same key again is the same message.</summary>
    public Task<JsonElement> Write(string api, string token, string session, string key, string text, CancellationToken ct) =>
        Call(HttpMethod.Post, AddressOf(api, "outbox"), token, new { session_id = session, key, response = text }, ct);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> Call(HttpMethod method, string address, string token, object? body, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(method, address)
            {
                Content = body is null ? null : JsonContent.Create(body),
            };
            request.Headers.Authorization = new("Bearer", token);
            using var response = await _http.SendAsync(request, patience.Token);
            if (!response.IsSuccessStatusCode)
                throw Refused((int)response.StatusCode, response.Headers.RetryAfter?.Delta);
            // Who takes a message need not say anything to that.
            return await response.Content.ReadAsByteArrayAsync(patience.Token) is { Length: > 0 } answer
                ? JsonElement.Parse(answer)
                : default;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DependencyException(WebChatAdapter.Name, "the chat did not answer in time.", ErrorClass.Transient);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new DependencyException(
                WebChatAdapter.Name, "the chat cannot be reached, or did not answer as agreed.", ErrorClass.Transient,
                inner: exception);
        }
    }

    private static string AddressOf(string api, string action) => $"{api}{(api.Contains('?') ? '&' : '?')}action={action}";

    private static DependencyException Refused(int status, TimeSpan? wait) => new(
        WebChatAdapter.Name, $"the chat answered {status}.",
        status is 408 or 429 or >= 500 ? ErrorClass.Transient : ErrorClass.Permanent, wait, isRefusal: status < 500);
}
