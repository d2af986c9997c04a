using System.Net.Http.Json;
using Sanctum.Testing;
using Sanctum.Testing.Clusters;

namespace Sanctum.Failover.Clients;

/// <summary>A gateway as its clients know it: they turn to it while it serves, and see that its process is lost.</summary>
internal sealed class Gateway : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _downtimes = [];
    private readonly HttpClient _http;

    public Gateway(ProductProcess process, string apiKey)
    {
        Process = process;
        _http = Client(Patience, apiKey);
        Streams = Client(Timeout.InfiniteTimeSpan, apiKey);
    }

    public ProductProcess Process { get; }

    public string Name => Process.Name;

    /// <summary>For event streams, which have no end.</summary>
    public HttpClient Streams { get; }

    /// <summary>Whether new clients come here.</summary>
    public bool Serves
    {
        get
        {
            lock (_gate)
                return _downtimes is not [.., { To: var end }] || end < DateTimeOffset.MaxValue;
        }
    }

    public void MarkDown()
    {
        lock (_gate)
            _downtimes.Add((DateTimeOffset.UtcNow, DateTimeOffset.MaxValue));
    }

    public void MarkUp()
    {
        lock (_gate)
            _downtimes[^1] = (_downtimes[^1].From, DateTimeOffset.UtcNow);
    }

    /// <summary>Whether its process was lost, or started again, at any time from the one to the other.</summary>
    public bool WasDown(DateTimeOffset from, DateTimeOffset to)
    {
        lock (_gate)
            return _downtimes.Any(downtime => downtime.From <= to && downtime.To >= from);
    }

    /// <summary>Sends a request and reads the answer; never throws.</summary>
    /// <returns>The request as it went, and the answer's body.</returns>
    public async Task<(SentRequest Request, string Body)> Send(
        string kind, HttpMethod method, string path, object? body, DateTimeOffset due)
    {
        try
        {
            using var message = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await _http.SendAsync(message);
            var text = await answer.Content.ReadAsStringAsync();
            return (
                Ended((int)answer.StatusCode, answer.Headers.RetryAfter is not null, answer.IsSuccessStatusCode ? "" : text),
                text);
        }
        catch (Exception exception) when (BrokenConnection.Explains(exception) || exception is OperationCanceledException)
        {
            return (Ended(0, false, exception.InnerException?.Message ?? exception.Message), "");
        }

        SentRequest Ended(int status, bool saysWhen, string detail)
        {
            var end = DateTimeOffset.UtcNow;
            return new SentRequest(kind, Name, due, end, status, saysWhen, detail, WasDown(due, end));
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        Streams.Dispose();
    }

    private HttpClient Client(TimeSpan timeout, string apiKey) =>
        new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = Process.Url,
            Timeout = timeout,
            DefaultRequestHeaders = { { "X-API-Key", apiKey } },
        };
}

/// <summary>All gateways, with the choice that a load balancer makes among them.</summary>
internal sealed class Gateways(IEnumerable<ProductProcess> processes, string apiKey) : IDisposable
{
    private readonly Gateway[] _all = [.. processes.Select(process => new Gateway(process, apiKey))];

    public IReadOnlyList<Gateway> All => _all;

    public Gateway Of(ProductProcess process) => _all.Single(gateway => gateway.Process == process);

    /// <summary>The preferred one, or the next that serves.</summary>
    /// <exception cref="InvalidOperationException">None does: the test took too many away.</exception>
    public Gateway Choose(int preferred) =>
        Enumerable.Range(preferred % _all.Length, _all.Length).Select(i => _all[i % _all.Length]).FirstOrDefault(
            gateway => gateway.Serves)
        ?? throw new InvalidOperationException("No gateway is left.");

    public void Dispose()
    {
        foreach (var gateway in _all)
            gateway.Dispose();
    }
}
