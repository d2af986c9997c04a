using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Sanctum.Testing.Clusters;

namespace Sanctum.Failover.Clients;

/// <summary>One address that asks gateways for nothing in particular, as often as it can be told to.</summary>
internal sealed class Flood : IAsyncDisposable
{
    private const int ClientsPerGateway = 8;

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly HttpClient[] _gateways;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<FloodRequest> _let = [];
    private readonly ConcurrentBag<string> _failures = [];
    private Task _clients = Task.CompletedTask;
    private int _refused;

    public Flood(IReadOnlyList<ProductProcess> gateways) => _gateways =
        [.. gateways.Select(gateway => new HttpClient { BaseAddress = gateway.Url, Timeout = TimeSpan.FromSeconds(60) })];

    /// <summary>Requests that were let through.</summary>
    public IReadOnlyCollection<FloodRequest> Let => _let;

    /// <summary>How many were refused by the limit.</summary>
    public int Refused => _refused;

    /// <summary>What was neither.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    private TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    /// <summary>Sends one request to a gateway.</summary>
    public async Task Send(int gateway)
    {
        var began = Now;
        // There is no such route: what is let through costs nothing more.
        using var answer = await _gateways[gateway].GetAsync("/nothing");
        if (answer.StatusCode == HttpStatusCode.NotFound)
            _let.Add(new FloodRequest(began, Now));
        else if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            Interlocked.Increment(ref _refused);
        else
            _failures.Add($"{(int)answer.StatusCode} at {began}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Sends to all gateways from now on.</summary>
    public void Begin(int requestsPerSecond)
    {
        var pause = TimeSpan.FromSeconds(1.0 * ClientsPerGateway * _gateways.Length / requestsPerSecond);
        _clients = Task.WhenAll(Enumerable.Range(0, ClientsPerGateway * _gateways.Length).Select(
            client => Task.Run(() => SendOften(client % _gateways.Length, pause))));
    }

    /// <summary>Sends nothing more.</summary>
    public async Task End()
    {
        await _stop.CancelAsync();
        await _clients;
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        _stop.Dispose();
        Array.ForEach(_gateways, gateway => gateway.Dispose());
    }

    private async Task SendOften(int gateway, TimeSpan pause)
    {
        using var timer = new PeriodicTimer(pause);
        while (!_stop.IsCancellationRequested)
        {
            await Send(gateway);
            await timer.WaitForNextTickAsync();
        }
    }
}

/// <summary>A request that was let through.</summary>
/// <param name="Began">When it was sent.</param>
/// <param name="Ended">When it was answered.</param>
internal sealed record FloodRequest(TimeSpan Began, TimeSpan Ended);
