using System.Collections.Frozen;

namespace Sanctum.Policies;

/// <summary>The actions that policies decide about.</summary>
internal static class PolicyActions
{
    /// <summary>An agent takes the next step of a turn.</summary>
    public const string ConversationSend = "conversation.send";

    /// <summary>An agent's memory is changed.</summary>
    public const string MemoryWrite = "memory.write";

    /// <summary>A tool runs for an agent.</summary>
    public const string ToolExecute = "tool.execute";

    /// <summary>A post goes to its platform.</summary>
    public const string PublishPost = "publish.post";

    /// <summary>An agent is created, changed, retired or restored.</summary>
    public const string AgentChange = "agent.change";

    /// <summary>All of them.</summary>
    public static readonly FrozenSet<string> All =
        new[] { ConversationSend, MemoryWrite, ToolExecute, PublishPost, AgentChange }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All of them, for a sentence.</summary>
    public static readonly string Listed = string.Join(", ", All.Order(StringComparer.Ordinal));
}
