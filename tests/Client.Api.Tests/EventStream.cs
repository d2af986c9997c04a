using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Sanctum.Tests;

/// <summary>A client of a session's live view.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    public const string Entry = "transcript.entry-appended";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    public static async Task<EventStream> Open(RunningGateway gateway, string session, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The entries that came so far, as they were sent.</summary>
    public List<string> Entries { get; } = [];

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<(string Type, string? Id, JsonNode Data)?> Next()
    {
        if (!await _events.MoveNextAsync().AsTask().WaitAsync(Patience))
            return null;
        var item = _events.Current;
        if (item.EventType == Entry)
            Entries.Add(item.Data);
        return (item.EventType, item.EventId, JsonNode.Parse(item.Data)!);
    }

    /// <summary>Everything up to and with the first event that is asked for.</summary>
    public async Task<List<(string Type, string? Id, JsonNode Data)>> Until(Func<string, JsonNode, bool> isLast)
    {
        var seen = new List<(string, string?, JsonNode)>();
        while (await Next() is { } next)
        {
            seen.Add(next);
            if (isLast(next.Type, next.Data))
                return seen;
        }
        throw new InvalidOperationException("The stream ended before what was waited for.");
    }

    /// <summary>The sequence numbers of the entries up to and with <paramref name="last"/>.</summary>
    public async Task<int[]> EntriesUntil(int last) =>
        [.. (await Until((type, data) => type == Entry && data["seq"]!.GetValue<int>() >= last))
            .Where(one => one.Type == Entry).Select(one => one.Data["seq"]!.GetValue<int>())];

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // A read that is under way is ended by the response that was closed above.
        }
    }
}
