using System.Diagnostics.Metrics;
using Sanctum.Limits;

namespace Sanctum.Access;

/// <summary>
/// Counts requests that were refused for who called, and logs the first of each address and reason in a minute, at most
/// <see cref="MaxLines"/> lines a minute.
/// </summary>
internal sealed partial class RefusedCallers(IMeterFactory meters, TimeProvider clock, ILogger<RefusedCallers> logger)
{
    private const int MaxLines = 60;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Counter<long> _refused = meters.Create("Sanctum.Gateway.Access").CreateCounter<long>(
        "sanctum.access.refused_requests", "{request}", "Requests refused for who called, by reason");

    private readonly Lock _gate = new();
    private readonly HashSet<(string Address, string Reason)> _logged = [];
    private long _since = clock.GetTimestamp();

    public void Record(HttpContext context, AccessRefusal refusal)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason));
        var address = CallerAddress.Of(context);
        if (IsFirst(address, refusal.Reason))
            Refused(logger, address, refusal.Reason, EndpointOf(context));
    }

    private bool IsFirst(string address, string reason)
    {
        lock (_gate)
        {
            if (clock.GetElapsedTime(_since) >= Window)
            {
                _logged.Clear();
                _since = clock.GetTimestamp();
            }
            return _logged.Count < MaxLines && _logged.Add((address, reason));
        }
    }

    // Its name, not the path, which holds what the caller wrote.
    private static string? EndpointOf(HttpContext context) =>
        context.GetEndpoint() is { } endpoint ? DeclaredEndpoints.NameOf(endpoint) : null;

    [LoggerMessage(
        2091, LogLevel.Information,
        "{Address} was refused ({Reason}) at {Endpoint}; more of the same in this minute are counted, not logged")]
    private static partial void Refused(ILogger logger, string address, string reason, string? endpoint);
}
