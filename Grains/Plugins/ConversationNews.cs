using Sanctum.Conversations;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Streams;

namespace Sanctum.Plugins;

/// <summary>Tells plug-ins what the watchers of a session see.</summary>
internal static class ConversationNews
{
    public static void Tell(this PluginEventHub hub, GrainKey session, EventPayload happened)
    {
        switch (happened)
        {
            case EntryAppended { Entry: { Role: TranscriptRole.User or TranscriptRole.Assistant, Content.Length: > 0 } entry }:
                hub.Tell(PluginEventTypes.Message, new MessageNews(
                    session.Tenant, session.Name, entry.TurnId, entry.Role == TranscriptRole.User ? "in" : "out", entry.Author, entry.Content));
                break;
            case TurnStarted started:
                hub.Tell(PluginEventTypes.Status, new TurnNews(session.Tenant, session.Name, started.TurnId, QueueItemStatus.Processing, Reason: null));
                break;
            case TurnEnded ended:
                hub.Tell(PluginEventTypes.Status, new TurnNews(session.Tenant, session.Name, ended.TurnId, ended.Status, ended.StopReason));
                // The reason of a turn that was cancelled, or that a tool ended, is no error.
                if (ended is { Error: { } error, Status: not QueueItemStatus.Cancelled }
                    && ended is not { Status: QueueItemStatus.NoReply, ErrorCode: null })
                {
                    hub.Tell(PluginEventTypes.Error, new TurnErrorNews(
                        session.Tenant, session.Name, ended.TurnId, error, ended.ErrorCode, ended.Retriable, ended.RetryAfter));
                }
                break;
        }
    }

    private sealed record MessageNews(string Tenant, string Session, Guid Turn, string Direction, string Author, string Text);

    private sealed record TurnNews(string Tenant, string Session, Guid Turn, QueueItemStatus Status, string? Reason);

    private sealed record TurnErrorNews(string Tenant, string Session, Guid Turn, string Error, string? ErrorCode, bool Retriable, int? RetryAfter);
}
