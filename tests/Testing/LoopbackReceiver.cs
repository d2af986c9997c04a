using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sanctum.Testing;

/// <summary>The other side of what is posted: it keeps every request and answers as the test says.</summary>
public sealed class LoopbackReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackReceiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Every request, in the order in which it was read to its end.</summary>
    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    /// <summary>Answers; 200 unless it is set.</summary>
    public Func<ReceivedRequest, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<LoopbackReceiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new LoopbackReceiver(app);
        app.Run(receiver.Receive);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Receive(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = new ReceivedRequest(
            http.Request.Path, http.Request.Headers.ToDictionary(header =>
                header.Key.ToLowerInvariant(), header => header.Value.ToString()), body.ToArray());
        Requests.Enqueue(request);
        await Answer(request, http);
    }
}

/// <summary>A request that was received.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Headers">By name in lower case.</param>
/// <param name="Body">The bytes.</param>
public sealed record ReceivedRequest(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
