using System.Collections.Concurrent;
using System.Text;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// Sends requests by number, judges the answers and learns from them. A number and a seed make one request, but for the ids in
/// it.
/// </summary>
internal sealed class FuzzRun(FuzzedSystem system, FuzzedApi api, int seed)
{
    /// <summary>The route of requests that no HTTP client sends.</summary>
    public const string Raw = "raw";

    /// <summary>The route of requests with another method or path.</summary>
    public const string OtherRoutes = "other routes";

    private const int Workers = 8;
    private const int RightShare = 55;
    private const int RawShare = 3;
    private const int MaxRecent = 40;
    private const int LettersEvery = 200;
    private const int RareOneIn = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RightRequests _right = new(system.World);
    private readonly RawRequests _raw = new(system.Gateway.Address);
    private readonly ConcurrentQueue<string> _recent = new();
    private int _commands;
    private int _spoilings;

    /// <summary>What was wrong, each with the request.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>The last requests, with their statuses.</summary>
    public IEnumerable<string> Recent => _recent;

    public ConcurrentDictionary<string, FuzzTally> Tallies { get; } = new();

    /// <summary>Requests that were answered with 2xx.</summary>
    public int Accepted => Tallies.Values.Sum(tally => tally.Accepted);

    /// <summary>Requests that were sent to change something.</summary>
    public int Commands => _commands;

    /// <summary>How often memory was spoilt.</summary>
    public int Spoilings => _spoilings;

    /// <summary>Sends the requests of these numbers, several at once.</summary>
    public Task Send(int from, int to)
    {
        var next = from - 1;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < to)
                await Send(number);
        })));
    }

    private async Task Send(int number)
    {
        if (number % LettersEvery == 0)
        {
            Interlocked.Increment(ref _spoilings);
            await system.SpoilMemory();
        }
        var random = new Random(Mixed(seed, number));
        var operation = OperationOf(number, random);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            if (random.Next(100) < RawShare)
                await SendRaw(operation, random, number, patience.Token);
            else
                await SendHttp(Make(operation, random, number), number, patience.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException)
        {
            Faults.Enqueue($"request {number} to {operation.Route}: no answer: {error.Message}");
        }
    }

    // Seeds that follow each other begin alike.
    private static int Mixed(int seed, int number)
    {
        var mixed = unchecked(((ulong)(uint)seed << 32 | (uint)number) * 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93);
        return (int)(mixed >> 33);
    }

    private FuzzedOperation OperationOf(int number, Random random)
    {
        var operation = api.Operations[number % api.Operations.Count];
        return IsRare(operation) && random.Next(RareOneIn) > 0 ? api.Operations[random.Next(api.Operations.Count)] : operation;
    }

    // Plug-ins are code that is loaded and unloaded, which takes as long as a hundred other requests; the other one removes what
    // many need.
    private static bool IsRare(FuzzedOperation operation) =>
        operation.Path.StartsWith("/v1/plugins/{plugin}/", StringComparison.Ordinal)
            || operation.Route == "DELETE /v1/admin/dlq/{queue}";

    private FuzzedRequest Make(FuzzedOperation operation, Random random, int number)
    {
        var request = _right.For(operation, new RightValues(random), number);
        if (random.Next(100) >= RightShare)
            new Spoiling(new OddValues(random)).Spoil(request);
        return request;
    }

    private async Task SendRaw(FuzzedOperation operation, Random random, int number, CancellationToken ct)
    {
        Interlocked.Increment(ref _commands);
        var request = RawRequests.Make(random, operation, system.Key, out var path);
        var answer = await _raw.Send(request, ct);
        var fault = path is null ? answer?.FaultOfAny() : answer?.FaultAt(operation.Method.Method, path);
        Keep($"request {number}: {FuzzedRequest.Short(Encoding.Latin1.GetString(request))}", Raw, isRight: false, answer, fault);
    }

    private async Task SendHttp(FuzzedRequest request, int number, CancellationToken ct)
    {
        if (request.Method != HttpMethod.Get)
            Interlocked.Increment(ref _commands);
        using var message = request.ToMessage();
        using var response = await system.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
        var type = response.Content.Headers.ContentType?.MediaType;
        // Streams do not end by themselves.
        var answer = new FuzzedAnswer(
            (int)response.StatusCode, type, type == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync(ct));
        Keep(
            $"request {number}: {request}", RouteOf(request), request.IsRight, answer,
            answer.FaultAt(message.Method.Method, request.Target));
        if (answer.IsSuccess)
            Learning.From(request, response, answer, system.World);
    }

    private static string RouteOf(FuzzedRequest request) =>
        request.RawPath is not null || request.Method != request.Operation.Method
        ? OtherRoutes
        : request.Operation.Route;

    private void Keep(string what, string route, bool isRight, FuzzedAnswer? answer, string? fault)
    {
        Tallies.GetOrAdd(route, _ => new()).Add(answer, isRight);
        var told = $"{what}\n    {answer?.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer"}";
        _recent.Enqueue(told);
        while (_recent.Count > MaxRecent)
            _recent.TryDequeue(out _);
        if (fault is not null)
            Faults.Enqueue($"{told}: {fault}\n    answer {FuzzedRequest.Short(answer!.Body)}");
    }
}

/// <summary>What became of the requests to one route.</summary>
internal sealed class FuzzTally
{
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private int _right;
    private int _rightAccepted;

    public int Sent => _statuses.Values.Sum();

    public int Accepted => _statuses.Where(status => status.Key is >= 200 and < 300).Sum(status => status.Value);

    public void Add(FuzzedAnswer? answer, bool isRight)
    {
        _statuses.AddOrUpdate(answer?.Status ?? 0, 1, (_, count) => count + 1);
        if (!isRight)
            return;
        Interlocked.Increment(ref _right);
        if (answer!.IsSuccess)
            Interlocked.Increment(ref _rightAccepted);
    }

    public override string ToString()
    {
        var statuses = string.Join(' ', _statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}:{status.Value}"));
        return $"{Sent} | {Accepted} | {_right} | {_rightAccepted} | {statuses}";
    }
}
