using System.Diagnostics;
using System.Text;
using Sanctum.Testing;
using Sanctum.Testing.Clusters;

namespace Sanctum.Bench;

/// <summary>
/// What sign-in, the limits of users, keys and tenants, and a policy cost a request: the same endpoints of two gateway processes,
/// one that asks for them and one that does not, in turns.
/// </summary>
internal sealed class AccessBenchmark : IBenchmark
{
    private const int Rounds = 5;
    private const int Workers = 32;
    private const int Agents = 32;
    private const int PerSecond = 200;
    private const double ThroughputTarget = 0.9;
    private const double LatencyTarget = 0.5;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    // It is about every message, and lets each pass after its condition was evaluated.
    private const string Policy =
        "rules: [ { name: none, actions: [conversation.send], when: \"agent.id == 'nobody'\", reason: never. } ]";

    public string Name => "access";

    public string Summary => "requests/s and p99 with sign-in, limits and a policy, beside the same without";

    public async Task Run()
    {
        var key = Path.Combine(Path.GetTempPath(), $"sanctum-bench-{Guid.NewGuid():N}.key");
        await using var guarded = await Start(isRequired: true, key);
        await using var open = await Start(isRequired: false, machineKey: "");
        guarded.Http.DefaultRequestHeaders.Add("X-API-Key", await MachineSignIn.GetApiKey(guarded.Http.BaseAddress!, key));
        File.Delete(key);
        using var policy = await guarded.Http.PutAsync(
            "/v1/policies/bench", new StringContent(Policy, Encoding.UTF8, "application/yaml"));
        policy.EnsureSuccessStatusCode();
        foreach (var gateway in (ServerProcess[])[guarded, open])
            await Prepare(gateway.Http);

        await Compare("GET agent", guarded.Http, open.Http, (http, i) => http.GetAsync($"/v1/agents/{AgentOf(i)}"));
        await Compare("POST message (202)", guarded.Http, open.Http, Send);
    }

    private static async Task<ServerProcess> Start(bool isRequired, string machineKey)
    {
        var database = await (await PostgresServer.Shared).CreateMigratedDatabase();
        return await ServerProcess.Start("Sanctum.Silo.dll", (start, url) =>
        {
            start.Environment["SANCTUM_POSTGRES"] = database;
            start.Environment["SANCTUM_URL"] = url;
            start.Environment["Sanctum__Gateway__Enabled"] = "true";
            start.Environment["Sanctum__Access__Required"] = isRequired ? "true" : "false";
            start.Environment["Sanctum__Access__MachineKeyFile"] = machineKey;
            start.Environment["Logging__LogLevel__Default"] = "Warning";
            foreach (var limit in (string[])["RequestsPerWindow", "UserBucket", "KeyBucket", "TenantBucket"])
                start.Environment[$"Sanctum__Gateway__{limit}"] = "10000000";
        });
    }

    private static async Task Compare(
        string name, HttpClient guarded, HttpClient open, Func<HttpClient, int, Task<HttpResponseMessage>> request)
    {
        await Measure(guarded, request);
        await Measure(open, request);
        var rounds = new List<(Figures Guarded, Figures Open)>();
        for (var round = 0; round < Rounds; round++)
        {
            // Each goes first as often as the other, or once more.
            var first = await Measure(round % 2 == 0 ? guarded : open, request);
            var second = await Measure(round % 2 == 0 ? open : guarded, request);
            rounds.Add(round % 2 == 0 ? (first, second) : (second, first));
        }
        var ratio = Median(rounds.Select(round => round.Guarded.PerSecond / round.Open.PerSecond));
        var more = Median(rounds.Select(round => round.Guarded.P99 - round.Open.P99));
        Console.WriteLine(
            $"{name,-20} {Median(rounds.Select(round => round.Guarded.PerSecond)),8:N0} beside "
            + $"{Median(rounds.Select(round => round.Open.PerSecond)),8:N0} requests/s: {ratio:P1} "
            + $"({(ratio >= ThroughputTarget ? "met" : "MISSED")}); p99 at {PerSecond}/s "
            + $"{Median(rounds.Select(round => round.Guarded.P99)):N2} beside "
            + $"{Median(rounds.Select(round => round.Open.P99)):N2} ms: "
            + $"{more:+0.00;-0.00} ms ({(more <= LatencyTarget ? "met" : "MISSED")})   median of {Rounds} rounds");
    }

    private static async Task<Figures> Measure(HttpClient http, Func<HttpClient, int, Task<HttpResponseMessage>> request)
    {
        var begun = Stopwatch.GetTimestamp();
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(begun) < Duration)
                await Expect(http, request, Interlocked.Increment(ref number));
        }));
        var perSecond = number / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var latencies = await OpenLoop.Run(PerSecond, Duration, i => Expect(http, request, i));
        return new Figures(perSecond, latencies.P99);
    }

    private static async Task Expect(HttpClient http, Func<HttpClient, int, Task<HttpResponseMessage>> request, int number)
    {
        using var answer = await request(http, number);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task Prepare(HttpClient http)
    {
        for (var agent = 0; agent < Agents; agent++)
        {
            using var created = await http.PostAsync("/v1/agents", new StringContent(
                $"name: {AgentOf(agent)}\npersonality: {{ core_identity: A measuring device. }}\ncapabilities: {{ tools: [] }}\n",
                Encoding.UTF8, "application/yaml"));
            created.EnsureSuccessStatusCode();
        }
    }

    private static Task<HttpResponseMessage> Send(HttpClient http, int number) => http.PostAsJsonAsync(
        $"/v1/agents/{AgentOf(number)}/messages", new { text = "hello", sessionId = AgentOf(number) });

    private static double Median(IEnumerable<double> figures) => figures.Order().ElementAt(Rounds / 2);

    private static string AgentOf(int number) => $"bench-{number % Agents}";

    private sealed record Figures(double PerSecond, double P99);
}
