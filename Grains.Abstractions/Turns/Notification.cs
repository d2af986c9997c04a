using System.Text.Json.Serialization;

namespace Sanctum.Turns;

/// <summary>Something that happened and that an agent may answer.</summary>
/// <param name="NotificationId">The sender's key; the same key is one item. At most 256 characters.</param>
/// <param name="SessionId">The conversation, which is also the thread whose items keep their order.</param>
/// <param name="Platform">Where it came from and where the reply goes: <c>api</c>, <c>sandbox</c>, <c>bluesky</c>, …</param>
/// <param name="Account">The platform account it came in on; empty for <c>api</c>.</param>
/// <param name="From">Who wrote it, as the platform names people; at most 256 characters.</param>
/// <param name="Text">What was written; at most 32,000 characters.</param>
/// <param name="Priority">High goes first.</param>
/// <param name="OccurredAt">When it was written, UTC.</param>
/// <param name="ReplyContext">What the platform's adapter needs to reply (ids of parent and root, …), opaque JSON, or
/// null.</param>
/// <param name="TraceParent">W3C trace context of what brought it, or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.notification")]
public sealed record Notification(
    [property: Id(0)] string NotificationId,
    [property: Id(1)] string SessionId,
    [property: Id(2)] string Platform,
    [property: Id(3)] string Account,
    [property: Id(4)] string From,
    [property: Id(5)] string Text,
    [property: Id(6)] QueuePriority Priority,
    [property: Id(7)] DateTimeOffset OccurredAt,
    [property: Id(8)] string? ReplyContext = null,
    [property: Id(9)] string? TraceParent = null)
{
    /// <summary>The API key that sent it, and whose budgets count its turn; null where none did. Not part of the API.</summary>
    [Id(10), JsonIgnore]
    public string? KeyId { get; init; }
}

/// <summary>Order between items of one queue.</summary>
public enum QueuePriority
{
    /// <summary>In the order of arrival.</summary>
    Normal = 0,

    /// <summary>Before every normal item.</summary>
    High = 1,
}
