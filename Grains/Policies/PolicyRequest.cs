using Sanctum.Agents;
using Sanctum.Identity;
using Sanctum.Trust;

namespace Sanctum.Policies;

/// <summary>What somebody is about to do.</summary>
/// <param name="Action">A name from <see cref="PolicyActions"/>.</param>
/// <param name="Subject">The agent that acts, or that is changed.</param>
internal sealed record PolicyRequest(string Action, GrainKey Subject)
{
    /// <summary>The agent, for <c>conversation.send</c> and <c>tool.execute</c>; elsewhere null.</summary>
    public Agent? Agent { get; init; }

    /// <summary>The tool, for <c>tool.execute</c>.</summary>
    public string? Tool { get; init; }

    /// <summary>The tool's arguments as the model wrote them; they may be no JSON.</summary>
    public string? Arguments { get; init; }

    /// <summary>How far the step is trusted that asks, for <c>tool.execute</c>; that of an operator for people.</summary>
    public TrustLevel Trust { get; init; }

    /// <summary>What is written, for <c>memory.write</c>.</summary>
    public MemoryAct? Memory { get; init; }

    /// <summary>What is posted, for <c>publish.post</c>.</summary>
    public PostAct? Post { get; init; }

    /// <summary>What is done to the agent, for <c>agent.change</c>.</summary>
    public string? Change { get; init; }

    /// <summary>What the agent becomes, for <c>agent.change</c> that creates or updates one.</summary>
    public AgentDefinition? Definition { get; init; }

    /// <summary>The next step of a turn of an agent.</summary>
    public static PolicyRequest Turn(GrainKey key, Agent agent) =>
        new(PolicyActions.ConversationSend, key) { Agent = agent };

    /// <summary>A tool call of an agent.</summary>
    public static PolicyRequest ToolCall(GrainKey key, Agent agent, string tool, string arguments) =>
        new(PolicyActions.ToolExecute, key) { Agent = agent, Tool = tool, Arguments = arguments };

    /// <summary>A change of an agent's memory.</summary>
    public static PolicyRequest MemoryWrite(GrainKey key, MemoryAct memory) =>
        new(PolicyActions.MemoryWrite, key) { Memory = memory };

    /// <summary>A post of an agent.</summary>
    public static PolicyRequest Publish(GrainKey key, PostAct post) => new(PolicyActions.PublishPost, key) { Post = post };

    /// <summary>A change of an agent.</summary>
    public static PolicyRequest AgentChange(GrainKey key, string change, AgentDefinition? definition = null) =>
        new(PolicyActions.AgentChange, key) { Change = change, Definition = definition };
}
