using System.Text;
using Sanctum.Testing;
using Sanctum.Testing.Clusters;

namespace Sanctum.Bench;

/// <summary>
/// What a caller waits for the gateway, in a separate process with grains, local model and durability on, beside a bare
/// Kestrel endpoint in another process. Every round measures each of them, one after the other.
/// </summary>
internal sealed class GatewayBenchmark : IBenchmark
{
    private const int PerSecond = 200;
    private const int Agents = 64;
    private const int Rounds = 3;
    private const double GatewayTarget = 200;
    private const double ExecutionTarget = 5_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public string Name => "gateway";

    public string Summary => $"latency at {PerSecond} requests/s, beside a bare Kestrel endpoint";

    public async Task Run()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        var machineKey = Path.Combine(Path.GetTempPath(), $"sanctum-bench-{Guid.NewGuid():N}.key");
        await using var bare = await ServerProcess.Start("Sanctum.Bench.dll", (start, url) =>
        {
            start.ArgumentList.Add(BareEndpoint.Verb);
            start.ArgumentList.Add(url);
        });
        await using var gateway = await ServerProcess.Start("Sanctum.Silo.dll", (start, url) =>
        {
            start.Environment["SANCTUM_POSTGRES"] = database;
            start.Environment["SANCTUM_URL"] = url;
            start.Environment["Sanctum__Gateway__Enabled"] = "true";
            start.Environment["Sanctum__Access__MachineKeyFile"] = machineKey;
            start.Environment["Logging__LogLevel__Default"] = "Warning";
        });
        gateway.Http.DefaultRequestHeaders.Add(
            "X-API-Key", await MachineSignIn.GetApiKey(gateway.Http.BaseAddress!, machineKey));
        File.Delete(machineKey);
        for (var agent = 0; agent < Agents; agent++)
            await Prepare(gateway.Http, agent);

        Case[] cases =
        [
            new("bare GET", null, _ => bare.Http.GetAsync("/hello"), GatewayTarget),
            new("GET agent", "bare GET", i => gateway.Http.GetAsync($"/v1/agents/{AgentOf(i)}"), GatewayTarget),
            new(
                "GET transcript", "bare GET", i => gateway.Http.GetAsync($"/v1/sessions/{AgentOf(i)}/transcript?limit=20"),
                GatewayTarget),
            new("GET queue", "bare GET", i => gateway.Http.GetAsync($"/v1/agents/{AgentOf(i)}/queue"), GatewayTarget),
            new("bare POST", null, _ => bare.Http.PostAsJsonAsync("/hello", new { text = "hello" }), GatewayTarget),
            new("POST message (202)", "bare POST", i => Send(gateway.Http, i), GatewayTarget),
            new("chat completion", "bare POST", i => Chat(gateway.Http, i), ExecutionTarget),
        ];
        await Measure(cases, TimeSpan.FromSeconds(2));
        var rounds = new List<Dictionary<string, Latencies>>();
        for (var round = 0; round < Rounds; round++)
            rounds.Add(await Measure(cases, Duration));
        Print(cases, rounds);
    }

    private static async Task<Dictionary<string, Latencies>> Measure(Case[] cases, TimeSpan duration)
    {
        var measured = new Dictionary<string, Latencies>();
        foreach (var one in cases)
            measured[one.Name] = await OpenLoop.Run(PerSecond, duration, i => Expect(one, i));
        return measured;
    }

    private static async Task Expect(Case one, int number)
    {
        using var answer = await one.Request(number);
        var body = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{one.Name} answered {(int)answer.StatusCode}: {body}");
    }

    private static void Print(Case[] cases, List<Dictionary<string, Latencies>> rounds)
    {
        Console.WriteLine(
            $"{"",-20} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"p50 / bare",11} {"p99 / bare",11}   target for p99 (median of " +
            $"{Rounds} rounds)");
        foreach (var one in cases)
        {
            var (p50, p99, max) = (
                Median(one.Name, times => times.P50), Median(one.Name, times => times.P99), Median(one.Name, times => times.Max));
            var ratios = one.Beside is { } bare
                ? $" {p50 / Median(bare, times => times.P50),11:N1} {p99 / Median(bare, times => times.P99),11:N1}   " +
                    $"{one.Target,5:N0} ms {(p99 < one.Target ? "met" : "MISSED")}"
                : "";
            Console.WriteLine($"{one.Name,-20} {p50,8:N2} {p99,8:N2} {max,8:N2}{ratios}");
        }

        double Median(
            string name,
            Func<Latencies, double> figure) => rounds.Select(round => figure(round[name])).Order().ElementAt(Rounds / 2);
    }

    private static async Task Prepare(HttpClient http, int agent)
    {
        var definition = new StringContent(
            $"name: {AgentOf(agent)}\npersonality: {{ core_identity: A measuring device. }}\ncapabilities: {{ tools: [] }}\n",
            Encoding.UTF8, "application/yaml");
        (await http.PostAsync("/v1/agents", definition)).EnsureSuccessStatusCode().Dispose();
        (await http.PostAsJsonAsync($"/v1/agents/{AgentOf(agent)}/messages?wait=30s", MessageOf(agent))).EnsureSuccessStatusCode()
            .Dispose();
    }

    private static Task<HttpResponseMessage> Send(HttpClient http, int number) =>
        http.PostAsJsonAsync($"/v1/agents/{AgentOf(number)}/messages", MessageOf(number));

    private static Task<HttpResponseMessage> Chat(HttpClient http, int number) => http.PostAsJsonAsync(
        "/v1/chat/completions",
        new { model = AgentOf(number), messages = new[] { new { role = "user", content = $"hello {number}" } } });

    private static object MessageOf(int number) => new { text = "hello", sessionId = AgentOf(number) };

    private static string AgentOf(int number) => $"bench-{number % Agents}";

    /// <param name="Name">What is asked for.</param>
    /// <param name="Beside">The bare case that it is compared with; null for a bare case itself.</param>
    /// <param name="Request">Sends the n-th request.</param>
    /// <param name="Target">Milliseconds under which its p99 must be.</param>
    private sealed record Case(string Name, string? Beside, Func<int, Task<HttpResponseMessage>> Request, double Target);
}
