namespace Sanctum.Streams;

/// <summary>
/// The streams, for grain classes that subscribe to them. No fact lives only here: a lost event costs latency, never data.
/// </summary>
public static class StreamNames
{
    /// <summary>The stream provider of every stream below.</summary>
    public const string Provider = "sanctum";

    /// <summary>An agent has work in its queue; keyed by the agent's grain key.</summary>
    public const string ConversationInbound = "conversation.inbound";

    /// <summary>
    /// What a session's watchers see: transcript entries, deltas, turn and tool life; keyed by the session's grain key.
    /// </summary>
    public const string ConversationOutbound = "conversation.outbound";

    /// <summary>Tool calls that wait to be run; keyed by the agent's grain key.</summary>
    public const string ToolRequests = "tool.requests";

    /// <summary>Tool calls whose result is recorded; keyed by the agent's grain key.</summary>
    public const string ToolResults = "tool.results";

    /// <summary>Events of readiness checks; keyed by the process that asks.</summary>
    public const string Probe = "stream.probe";

    /// <summary>Changes of memory, each of which is a row of <c>memory_wal</c>; keyed by the agent's grain key.</summary>
    public const string MemoryWal = "memory.wal";

    /// <summary>
    /// Changes of memory that were given up; keyed by the agent's grain key. Also the name of their queue of dead letters.
    /// </summary>
    public const string MemoryWalDeadLetters = "memory.wal.dlq";
}
