using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Sanctum.Connection;

/// <summary>A session's live view, until the gateway ends it or it is disposed.</summary>
internal sealed class EventFeed(HttpResponseMessage response) : IDisposable
{
    /// <summary>The events as they come; ends where the connection ends.</summary>
    public async IAsyncEnumerable<SessionEvent> Read([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
        await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveOn(events))
            yield return new SessionEvent(events.Current.EventType, events.Current.Data);
    }

    public void Dispose() => response.Dispose();

    private static async Task<bool> MoveOn(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Cut off: the transcript has what was missed, and callers read it or connect again.
            return false;
        }
    }
}

/// <summary>Something that happened in a session.</summary>
/// <param name="Type">Such as <c>reply.delta</c>.</param>
/// <param name="Json">What happened, as it was received.</param>
internal sealed record SessionEvent(string Type, string Json)
{
    public const string EntryAppended = "transcript.entry-appended";
    public const string ReplyDelta = "reply.delta";
    public const string TurnStarted = "turn.started";
    public const string TurnEnded = "turn.ended";
    public const string ApprovalRequested = "approval.requested";

    public T Read<T>() => JsonSerializer.Deserialize<T>(Json, Wire.Options)!;

    /// <summary>The event as one line of JSON.</summary>
    public string ToLine() => $$"""{"event":{{JsonSerializer.Serialize(Type)}},"data":{{Json}}}""";
}
