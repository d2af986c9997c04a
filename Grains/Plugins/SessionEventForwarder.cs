using Sanctum.Conversations;
using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Plugins;

/// <summary>Forwards to plug-ins what the watchers of a session see.</summary>
internal sealed class SessionEventForwarder(PluginEventHub hub) : IEventSubscriber<SessionEvent>
{
    public void On(GrainKey source, SessionEvent happened)
    {
        switch (happened)
        {
            case EntryAppended { Entry: { Role: TranscriptRole.User or TranscriptRole.Assistant, Content.Length: > 0 } entry }:
                hub.Publish(PluginEventTypes.Message, new MessagePayload(
                    source.Tenant, source.Name, entry.TurnId, entry.Role == TranscriptRole.User ? "in" : "out", entry.Author,
                    entry.Content));
                break;
            case TurnStarted started:
                hub.Publish(PluginEventTypes.Status, new TurnPayload(
                    source.Tenant, source.Name, started.TurnId, QueueItemStatus.Processing, Reason: null));
                break;
            case TurnEnded ended:
                hub.Publish(PluginEventTypes.Status, new TurnPayload(
                    source.Tenant, source.Name, ended.TurnId, ended.Status, ended.StopReason));
                PublishError(source, ended);
                break;
        }
    }

    // The reason of a turn that was cancelled, or that a tool ended, is no error.
    private void PublishError(GrainKey session, TurnEnded ended)
    {
        if (ended is { Error: { } error, Status: not QueueItemStatus.Cancelled }
            && ended is not { Status: QueueItemStatus.NoReply, ErrorCode: null })
        {
            hub.Publish(PluginEventTypes.Error, new TurnErrorPayload(
                session.Tenant, session.Name, ended.TurnId, error, ended.ErrorCode, ended.Retriable, ended.RetryAfter));
        }
    }

    private sealed record MessagePayload(
        string Tenant, string Session, Guid Turn, string Direction, string Author, string Text);

    private sealed record TurnPayload(string Tenant, string Session, Guid Turn, QueueItemStatus Status, string? Reason);

    private sealed record TurnErrorPayload(
        string Tenant, string Session, Guid Turn, string Error, string? ErrorCode, bool Retriable, int? RetryAfter);
}
