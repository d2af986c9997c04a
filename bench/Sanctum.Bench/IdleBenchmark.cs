using System.Diagnostics;
using Sanctum.Bench.Cluster;
using Sanctum.Plugins;
using Sanctum.Testing;
using Sanctum.Testing.Clusters;

namespace Sanctum.Bench;

/// <summary>
/// Processor time of the product while nobody wants anything: with plug-ins, accounts and open event streams, beside one without,
/// in the same seconds.
/// </summary>
internal sealed class IdleBenchmark : IBenchmark
{
    private const int Plugins = 3;
    private const int Accounts = 10;
    private const int Streams = 20;
    private const int Rounds = 3;
    private const double MaxDifference = 0.01;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    public string Name => "idle";

    public string Summary => "idle CPU with plug-ins, accounts and open event streams beside an idle product without";

    public async Task Run()
    {
        var folder = Directory.CreateTempSubdirectory("sanctum-bench-plugins-").FullName;
        try
        {
            for (var i = 1; i <= Plugins; i++)
                await QuietPlugin.Install(folder, $"Quiet{i}", typeof(IPlugin).Assembly.Location);
            await Measure(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Measure(string folder)
    {
        await using var bareCluster = await ClusterBenchmark.Create();
        await using var fullCluster = await ClusterBenchmark.Create(("Sanctum:Plugins:Folder", folder));
        var (bare, full) = (bareCluster.AddWhole("bare"), fullCluster.AddWhole("full"));
        await Task.WhenAll(bare.Start(), full.Start());
        using var http = new HttpClient { BaseAddress = full.Url };
        http.DefaultRequestHeaders.Add("X-API-Key", await fullCluster.GetApiKey(full));
        var streams = await Furnish(http);
        await Task.Delay(Settling);

        Console.WriteLine(
            $"| idle for {Duration.TotalSeconds} s | bare | {Plugins} plug-ins, {Accounts} accounts, {Streams} event streams | " +
            "difference |");
        Console.WriteLine("|---|---|---|---|");
        var differences = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            var (bareShare, fullShare) = await Observe(bare, full);
            differences.Add(fullShare - bareShare);
            Console.WriteLine($"| round {round} | {bareShare:0.0 %} | {fullShare:0.0 %} | {fullShare - bareShare:0.0 %} |");
        }
        var median = differences.Order().ElementAt(Rounds / 2);
        Console.WriteLine(
            $"median difference {median:0.0 %} of a core (target {MaxDifference:0 %}: " +
            $"{(median <= MaxDifference ? "met" : "MISSED")})");
        foreach (var stream in streams)
            stream.Dispose();
    }

    private static async Task<(double Bare, double Full)> Observe(ProductProcess bare, ProductProcess full)
    {
        var (bareBefore, fullBefore) = (bare.ProcessorTime, full.ProcessorTime);
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(Duration);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return ((bare.ProcessorTime - bareBefore) / elapsed, (full.ProcessorTime - fullBefore) / elapsed);
    }

    private static async Task<List<HttpResponseMessage>> Furnish(HttpClient http)
    {
        for (var i = 0; i < Accounts; i++)
        {
            await Send(http, "/v1/agents", new { name = AgentOf(i), personality = new { core_identity = "Quiet." } });
            await Send(http, "/v1/platforms/webchat/accounts", new { account = AgentOf(i), agent = AgentOf(i) });
        }
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < Streams; i++)
        {
            await Send(
                http, $"/v1/agents/{AgentOf(i % Accounts)}/messages?wait=30s", new { text = "hello", sessionId = $"idle-{i}" });
            var stream = await http.GetAsync($"/v1/sessions/idle-{i}/events", HttpCompletionOption.ResponseHeadersRead);
            streams.Add(stream.EnsureSuccessStatusCode());
        }
        return streams;
    }

    private static async Task Send(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    private static string AgentOf(int number) => $"idle-{number}";
}
