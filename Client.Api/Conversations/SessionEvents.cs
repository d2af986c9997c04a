using Microsoft.Extensions.Options;
using Sanctum.Edge;
using Sanctum.Limits;

namespace Sanctum.Conversations;

/// <summary>Serves the live view of a session: first its rows, then what happens.</summary>
internal sealed partial class SessionEvents(
    IClusterClient grains, SessionViews views, EventStreamSlots slots, IOptionsMonitor<GatewayOptions> options,
    IHostApplicationLifetime lifetime, ILogger<SessionEvents> logger)
{
    public async Task Serve(SessionId id, long? after, HttpContext context)
    {
        var session = await grains.Session(id).Get();
        var cursor = EventCursor.Read(context.Request, after, session.LastSeq);
        using var slot = slots.Take(context);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            // The watch comes first: what is committed while the rows are read is then seen twice, never not at all.
            await using var live = await views.Open(id, options.CurrentValue.EventBuffer);
            await new SessionFeed(grains.Session(id), live, new SseWriter(context.Response), options.CurrentValue, logger).Run(
                cursor, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            Ended(logger, id.Value, lifetime.ApplicationStopping.IsCancellationRequested);
        }
    }

    [LoggerMessage(2020, LogLevel.Debug, "The event stream of session {Session} ended; shutting down: {IsStopping}.")]
    private static partial void Ended(ILogger logger, string session, bool isStopping);
}
