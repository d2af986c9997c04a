using System.Text.Json;

namespace Sanctum.Edge;

/// <summary>Writes server-sent events (HTML Living Standard, section 9.2) to one client.</summary>
internal sealed class SseWriter(HttpResponse response)
{
    /// <summary>When anything was last written, as the clock's timestamp.</summary>
    public long LastWrite { get; private set; } = TimeProvider.System.GetTimestamp();

    /// <summary>Sends the headers, so that the client knows that it is connected.</summary>
    public Task Start(CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // Proxies that buffer would turn a live view into a late one.
        response.Headers["X-Accel-Buffering"] = "no";
        return response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>One event without a name whose data is <paramref name="data"/> as JSON, which never holds a line break.</summary>
    public Task Write<T>(T data, CancellationToken cancellationToken) =>
        WriteText(JsonSerializer.Serialize(data, Json.Options), cancellationToken);

    /// <summary>An event of this name whose data is <paramref name="data"/> as JSON.</summary>
    public Task Write<T>(string name, long? id, T data, CancellationToken cancellationToken) =>
        WriteJson(name, id, JsonSerializer.Serialize(data, Json.Options), cancellationToken);

    /// <summary>An event of this name whose data is a JSON document without line breaks.</summary>
    public Task WriteJson(string name, long? id, string json, CancellationToken cancellationToken)
    {
        var head = id is { } seq ? $"id: {seq}\n" : "";
        return Send($"{head}event: {name}\ndata: {json}\n\n", cancellationToken);
    }

    /// <summary>One event of plain text.</summary>
    public Task WriteText(string text, CancellationToken cancellationToken) => Send($"data: {text}\n\n", cancellationToken);

    /// <summary>A line that clients ignore and that keeps the connection open.</summary>
    public Task WriteComment(string comment, CancellationToken cancellationToken) => Send($": {comment}\n\n", cancellationToken);

    private async Task Send(string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        LastWrite = TimeProvider.System.GetTimestamp();
    }
}
