using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>An open item as a queue loads it.</summary>
/// <param name="Id">The item.</param>
/// <param name="SessionId">Its thread.</param>
/// <param name="Position">Order of arrival.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="IsLeased">Whether it is being worked on.</param>
/// <param name="Token">Its newest fencing token.</param>
/// <param name="DueIn">Time from now until it may go, or until its lease ends; negative when over.</param>
/// <param name="Platform">Where it came from.</param>
/// <param name="TraceParent">W3C trace context of what brought it, or null.</param>
internal sealed record OpenItem(
    Guid Id, string SessionId, long Position, QueuePriority Priority, bool IsLeased, long Token, TimeSpan DueIn, string Platform,
    string? TraceParent);
