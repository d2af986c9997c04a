using System.Diagnostics;
using Sanctum.Testing.Clusters;

namespace Sanctum.Bench.Cluster;

/// <summary>Callers of a cluster's gateways, each with an agent and a session of its own.</summary>
internal sealed class ClusterClients : IDisposable
{
    public const int Agents = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient[] _gateways;
    private readonly Guid _run = Guid.CreateVersion7();

    private ClusterClients(IEnumerable<ProductProcess> gateways, string apiKey) => _gateways =
    [
        .. gateways.Select(gateway => new HttpClient
        {
            BaseAddress = gateway.Url,
            Timeout = Patience,
            DefaultRequestHeaders = { { "X-API-Key", apiKey } },
        }),
    ];

    /// <summary>Callers of all gateways, which are ready.</summary>
    public static Task<ClusterClients> Of(ProductCluster cluster) => Of(cluster, cluster.Gateways);

    /// <summary>Callers of these processes of a cluster, which are gateways and ready.</summary>
    public static async Task<ClusterClients> Of(ProductCluster cluster, IReadOnlyList<ProductProcess> gateways) =>
        new(gateways, await cluster.GetApiKey(gateways[0]));

    /// <summary>Creates the agents and has each answer once.</summary>
    public async Task Prepare()
    {
        for (var agent = 0; agent < Agents; agent++)
        {
            using var made = await _gateways[0].PostAsJsonAsync("/v1/agents", new
            {
                name = NameOf(agent),
                personality = new { core_identity = "A measuring device." },
                capabilities = new { tools = Array.Empty<string>() },
            });
            made.EnsureSuccessStatusCode();
        }
        var answers = await Task.WhenAll(Enumerable.Range(0, Agents).Select(agent => Send(agent, -1, wait: true)));
        if (answers.FirstOrDefault(status => status != 200) is not 0 and var status)
            throw new InvalidOperationException($"An agent answered {status}.");
    }

    /// <summary>Sends a message under a key of its own.</summary>
    /// <returns>The status of the answer; 0 if the connection broke.</returns>
    public async Task<int> Send(int agent, int number, bool wait)
    {
        try
        {
            var gateway = _gateways[(agent + Math.Max(number, 0)) % _gateways.Length];
            using var answer = await gateway.PostAsJsonAsync(
                $"/v1/agents/{NameOf(agent)}/messages{(wait ? "?wait=30s" : "")}",
                new { text = "hello", sessionId = NameOf(agent), idempotencyKey = Guid.CreateVersion7().ToString() });
            await answer.Content.ReadAsByteArrayAsync();
            return (int)answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Has every caller send the next message when the one before is answered.</summary>
    /// <returns>Answered messages a second, and how many were not answered.</returns>
    public async Task<(double PerSecond, int Failed)> CloseLoop(TimeSpan duration, CancellationToken stop = default)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Agents).Select(agent => Task.Run(async () =>
        {
            var (answered, failed) = (0, 0);
            for (var number = 0; Stopwatch.GetElapsedTime(started) < duration && !stop.IsCancellationRequested; number++)
            {
                if (await Send(agent, number, wait: true) == 200)
                    answered++;
                else
                    failed++;
            }
            return (answered, failed);
        }, CancellationToken.None)));
        return (
            counts.Sum(count => count.answered) / Stopwatch.GetElapsedTime(started).TotalSeconds,
            counts.Sum(count => count.failed));
    }

    public void Dispose()
    {
        foreach (var gateway in _gateways)
            gateway.Dispose();
    }

    private string NameOf(int agent) => $"bench-{_run.ToString("N")[^12..]}-{agent:00}";
}
