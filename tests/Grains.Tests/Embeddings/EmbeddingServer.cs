using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sanctum.Testing;

namespace Sanctum.Embeddings;

/// <summary>
/// A server with OpenAI's embeddings API, over a real socket. Cars and automobiles are one direction, all else another; poison is
/// refused.
/// </summary>
internal sealed class EmbeddingServer : IAsyncDisposable
{
    private readonly LoopbackReceiver _server;
    private readonly Lock _lock = new();
    private readonly List<string> _embedded = [];
    private int _largest;

    private EmbeddingServer(LoopbackReceiver server) => _server = server;

    /// <summary>What it answers.</summary>
    public volatile int Status = 200;

    /// <summary>Whether it takes requests and does not answer.</summary>
    public volatile bool IsHung;

    /// <summary>After so many texts it hangs.</summary>
    public volatile int HangsAfter = int.MaxValue;

    public IReadOnlyCollection<ReceivedRequest> Requests => _server.Requests;

    /// <summary>The texts of the largest request.</summary>
    public int Largest => _largest;

    /// <summary>The texts whose vectors were answered.</summary>
    public IReadOnlyList<string> Embedded
    {
        get
        {
            lock (_lock)
                return [.. _embedded];
        }
    }

    public static async Task<EmbeddingServer> Start()
    {
        var server = new EmbeddingServer(await LoopbackReceiver.Start());
        server._server.Answer = server.Answer;
        return server;
    }

    /// <summary>Settings of a host that uses it, with short pauses between attempts.</summary>
    public (string, string)[] Settings(
        string provider = "openai", string circuitPause = "00:00:00.500", string queryTimeout = "00:00:10", int batch = 16) =>
    [
        ("Sanctum:Memory:Embeddings:Provider", provider), ("Sanctum:Memory:Embeddings:OpenAI:Url", $"{_server.Url}v1"),
        ("Sanctum:Memory:Embeddings:OpenAI:Model", "test"), ("Sanctum:Memory:Embeddings:OpenAI:ApiKey", "sk-test"),
        ("Sanctum:Memory:Embeddings:OpenAI:BatchSize", $"{batch}"),
        ("Sanctum:Memory:Embeddings:RetryBaseDelay", "00:00:00.050"),
        ("Sanctum:Memory:Embeddings:RetryMaxDelay", "00:00:00.200"),
        ("Sanctum:Memory:Embeddings:CircuitPause", circuitPause), ("Sanctum:Memory:Embeddings:QueryTimeout", queryTimeout),
    ];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task Answer(ReceivedRequest request, HttpContext http)
    {
        var texts = JsonNode.Parse(request.Body)!["input"]!.AsArray().Select(text => (string)text!).ToArray();
        if (IsBeyond(texts) || IsHung)
        {
            await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        http.Response.StatusCode = texts.Any(text => text is "poison" or "poison for trees") ? 400 : Status;
        if (http.Response.StatusCode != 200)
            return;
        await http.Response.WriteAsJsonAsync(new
        {
            data = texts.Select((text, index) => new
            {
                index,
                embedding = text.Contains("car", StringComparison.Ordinal) || text == "automobile"
                    ? (float[])[1, 0.1f, 0]
                    : [0.1f, 1, 0],
            }).Reverse(),
        });
        lock (_lock)
            _embedded.AddRange(texts);
    }

    private bool IsBeyond(string[] texts)
    {
        lock (_lock)
        {
            _largest = Math.Max(_largest, texts.Length);
            return _embedded.Count + texts.Length > HangsAfter;
        }
    }
}
