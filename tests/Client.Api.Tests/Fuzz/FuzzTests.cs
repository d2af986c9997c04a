using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// Fifty thousand requests that the product's own description of its API makes, most of them wrong somewhere. Each seed is one sequence, so that
/// what fails can be made again: <c>SANCTUM_FUZZ_SEED</c> and <c>SANCTUM_FUZZ_REQUESTS</c>.
/// </summary>
[Trait("Category", "Slow")]
public sealed class FuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Workers = 8;
    private const int MaxFaultsShown = 40;
    private const long MaxHeapGrowth = 96 * 1024 * 1024;
    private const long MaxRowBytes = 200 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] OpenAIPaths =
    [
        "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/models", "/v1/responses", "/v1/moderations", "/v1/files", "/v1/audio", "/v1/images",
    ];

    private static readonly string[] Agents = [.. Enumerable.Range(1, 20).Select(number => $"fuzz-{number}")];

    private readonly RunningGateway _gateway = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, int> _answers = new();

    private static int Requests => int.TryParse(Environment.GetEnvironmentVariable("SANCTUM_FUZZ_REQUESTS"), out var wanted) ? wanted : 50_000;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("SANCTUM_FUZZ_SEED"), out var wanted) ? wanted : Random.Shared.Next();

    public Task InitializeAsync() => _gateway.Start("Sanctum:Gateway:RequestsPerWindow=10000000", "Sanctum:Gateway:ChatTimeout=00:00:02");

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task No_request_makes_a_fault_of_ours_and_every_refusal_says_why()
    {
        var (seed, api) = (Seed, FuzzedApi.Read(await _gateway.Http.GetStringAsync("/openapi/v1.json")));
        output.WriteLine($"seed {seed}");
        foreach (var name in Agents)
            await _gateway.Http.PostAsync("/v1/agents", RunningGateway.Yaml($"name: {name}\ncapabilities: {{ model: scripted/any }}\n"));

        await Run(api, seed, from: 0, to: Requests / 5);
        var heap = Heap();
        await Run(api, seed, from: Requests / 5, to: Requests);

        output.WriteLine(string.Join('\n', _answers.OrderByDescending(answer => answer.Value).Select(answer => $"{answer.Value,7} {answer.Key}")));
        Assert.True(_faults.IsEmpty, $"seed {seed}\n{string.Join('\n', _faults.Take(MaxFaultsShown))}");
        Assert.True(Heap() - heap < MaxHeapGrowth, $"The heap grew by {Heap() - heap} bytes.");
        await TablesAreBounded();
    }

    private Task Run(FuzzedApi api, int seed, int from, int to)
    {
        var next = from - 1;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < to)
                await Send(api.Operations[number % api.Operations.Count], new OddValues(new Random(seed + number), Agents), number);
        })));
    }

    private async Task Send(FuzzedOperation operation, OddValues values, int number)
    {
        using var request = FuzzedRequest.To(operation, values);
        var (what, sent) = ($"request {number}: {request.Method} {request.RequestUri}", request.Content is { } content ? Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync()) : "");
        // A client makes the address whole when it sends it.
        var path = Uri.UnescapeDataString(request.RequestUri!.OriginalString.Split('?')[0]);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            _answers.AddOrUpdate($"{(int)response.StatusCode}", 1, (_, count) => count + 1);
            // Streams do not end by themselves.
            var body = response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync(patience.Token);
            if (FaultOf(request.Method, path, response, body) is { } fault)
                _faults.Enqueue($"{what}: {(int)response.StatusCode}: {fault}\n    sent {Short(sent)}\n    answer {Short(body)}");
        }
        catch (OperationCanceledException)
        {
            _faults.Enqueue($"{what}: no answer in {Patience.TotalSeconds} s\n    sent {Short(sent)}");
        }
    }

    private static string? FaultOf(HttpMethod method, string path, HttpResponseMessage response, string body)
    {
        if ((int)response.StatusCode == 500)
            return "a fault of ours";
        // What is told of readiness is no refusal.
        if ((int)response.StatusCode < 400 || method == HttpMethod.Head || path == "/ready")
            return null;
        // A path that the web server itself cannot read, or shortens, has no place yet.
        if (path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Any(part => part is "." or ".."))
            return FaultOfProblem(response, body) is null || FaultOfError(response, body) is null ? null : "neither a problem document nor an error";
        return OpenAIPaths.Any(prefix => path == prefix || path.StartsWith(prefix + "/", StringComparison.OrdinalIgnoreCase))
            ? FaultOfError(response, body)
            : FaultOfProblem(response, body);
    }

    private static string? FaultOfProblem(HttpResponseMessage response, string body)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return $"{response.Content.Headers.ContentType} is no problem document";
        var problem = JsonNode.Parse(body)!;
        return problem["type"]?.GetValue<string>().StartsWith("urn:sanctum:problem:", StringComparison.Ordinal) is true
            && problem["status"]?.GetValue<int>() == (int)response.StatusCode
            && !string.IsNullOrEmpty(problem["title"]?.GetValue<string>()) && !string.IsNullOrEmpty(problem["detail"]?.GetValue<string>())
            ? null
            : "the problem document is not whole";
    }

    private static string? FaultOfError(HttpResponseMessage response, string body) =>
        response.Content.Headers.ContentType?.MediaType == "application/json" && JsonNode.Parse(body)?["error"] is JsonObject error
        && !string.IsNullOrEmpty(error["message"]?.GetValue<string>()) && !string.IsNullOrEmpty(error["type"]?.GetValue<string>())
        && error.ContainsKey("param") && error.ContainsKey("code")
            ? null
            : "the error has not OpenAI's shape";

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    // Every command is at most a few rows, and what only looks is none.
    private async Task TablesAreBounded()
    {
        await using var tables = _gateway.Rows.CreateCommand(
            "select relname, n_live_tup, pg_total_relation_size(relid) from pg_stat_user_tables order by 3 desc");
        await using var row = await tables.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var (table, rows, bytes) = (row.GetString(0), row.GetInt64(1), row.GetInt64(2));
            if (rows > 0)
                output.WriteLine($"{table}: {rows} rows, {bytes} bytes");
            Assert.True(rows <= 2 * Requests, $"{table} has {rows} rows.");
            Assert.True(bytes <= MaxRowBytes, $"{table} has {bytes} bytes.");
        }
    }

    private static string Short(string text) => text.Length <= 400 ? text : text[..400] + "…";
}
