using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Sanctum.Failover.Clients;

/// <summary>
/// Clients that write and read at fixed times, whether or not earlier requests were answered. A client repeats a message,
/// under the same key, only if it lost its own gateway.
/// </summary>
internal sealed class Traffic(Gateways gateways, Population population)
{
    private readonly ConcurrentBag<SentRequest> _requests = [];
    private readonly ConcurrentDictionary<int, string> _acknowledged = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Every request that was answered or lost until now.</summary>
    public IReadOnlyCollection<SentRequest> Requests => _requests;

    /// <summary>The numbers of the messages that were acknowledged, with the ids of their queue items.</summary>
    public IReadOnlyDictionary<int, string> Acknowledged => _acknowledged;

    public void Start(int messagesPerSecond, int readsPerSecond) =>
        _running = Task.WhenAll(Task.Run(() => Pace(messagesPerSecond, Write)), Task.Run(() => Pace(readsPerSecond, Read)));

    /// <summary>Sends nothing more, and waits for the answers to what was sent.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Pace(int perSecond, Func<int, DateTimeOffset, Task> send)
    {
        var start = DateTimeOffset.UtcNow;
        var sent = new List<Task>();
        for (var number = 0; !_stop.IsCancellationRequested; number++)
        {
            var due = start + number * TimeSpan.FromSeconds(1) / perSecond;
            if (due - DateTimeOffset.UtcNow is { Ticks: > 0 } early)
                await Task.Delay(early);
            sent.Add(send(number, due));
        }
        await Task.WhenAll(sent);
    }

    private async Task Write(int number, DateTimeOffset due)
    {
        var message = new
        {
            text = Population.TextOf(number),
            sessionId = population.SessionOf(number),
            idempotencyKey = Population.KeyOf(number),
        };
        var path = $"/v1/agents/{population.AgentOf(number)}/messages";
        for (var preferred = number + number / population.Sessions; ; preferred++, due = DateTimeOffset.UtcNow)
        {
            var (request, body) = await gateways.Choose(preferred).Send("message", HttpMethod.Post, path, message, due);
            _requests.Add(request);
            if (request.IsSuccess)
                _acknowledged[number] = JsonNode.Parse(body)!["itemId"]!.GetValue<string>();
            if (request.Status != 0 || !request.HasLostGateway)
                return;
        }
    }

    private async Task Read(int number, DateTimeOffset due)
    {
        var which = number / 3;
        var (kind, path) = (number % 3) switch
        {
            0 => ("agent", $"/v1/agents/{population.AgentOf(which)}"),
            1 => ("transcript", $"/v1/sessions/{population.SessionOf(which)}/transcript?limit=20"),
            _ => ("queue", $"/v1/agents/{population.AgentOf(which)}/queue"),
        };
        _requests.Add((await gateways.Choose(number).Send(kind, HttpMethod.Get, path, null, due)).Request);
    }
}
