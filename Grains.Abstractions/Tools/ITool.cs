using Sanctum.Identity;
using Sanctum.Trust;

namespace Sanctum.Tools;

/// <summary>A tool that agents can call. An implementation is found by this interface; nothing else names it.</summary>
/// <typeparam name="TArguments">A record whose parameters are the tool's; their types and attributes become its JSON
/// Schema.</typeparam>
public interface ITool<in TArguments> : ITool where TArguments : class
{
    /// <summary>Runs the tool.</summary>
    /// <returns>The tool's answer.</returns>
    /// <exception cref="Errors.SanctumException">It failed; the model gets the message.</exception>
    Task<string> Invoke(TArguments arguments, ToolContext context, CancellationToken cancellationToken);
}

/// <summary>What every tool says of itself.</summary>
public interface ITool
{
    /// <summary>Unique; <c>^[a-z][a-z0-9_]{0,63}$</c>.</summary>
    string Name { get; }

    /// <summary>What it does, for the model.</summary>
    string Description { get; }

    /// <summary>The platform that it acts on, such as <c>bluesky</c>; null for a tool of no platform.</summary>
    string? Platform => null;

    /// <summary>What happens if it runs twice with the same call id.</summary>
    ToolEffects Effects { get; }

    /// <summary>
    /// Whether it touches nothing but the agent's own rows and answers the same to the same: when a recording is replayed it is
    /// run, while what other tools answered is read from the recording.
    /// </summary>
    bool StaysInside => false;

    /// <summary>How long it may run.</summary>
    TimeSpan TimeLimit => TimeSpan.FromSeconds(60);

    /// <summary>
    /// The stop reason with which its turn ends once a call of it has gone well, <c>^[a-z][a-z0-9_]{0,63}$</c> and none of those
    /// that say how other turns end; null if the turn continues. The other calls of the step run first. Nothing is posted, the
    /// model is not asked again, and what the tool answered is kept with the queue item as the reason.
    /// </summary>
    string? EndsTurnAs => null;

    /// <summary>
    /// Where it runs, if no operator decided otherwise. In a separate process it is made anew for each call, keeps nothing
    /// between two, and its cancellation token is never cancelled: it is killed instead.
    /// </summary>
    ToolIsolation Isolation => ToolIsolation.Default;

    /// <summary>
    /// How far its results are trusted at most. Null: <see cref="TrustLevel.Web"/> for a tool of a platform or a plug-in,
    /// <see cref="TrustLevel.Operator"/> for others. A tool whose trust depends on what it reads lowers
    /// <see cref="ToolContext.ResultLabel"/> besides.
    /// </summary>
    TrustLevel? ResultTrust => null;
}

/// <summary>For whom a tool runs.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="SessionId">The conversation.</param>
/// <param name="CallId">The call; the idempotency key of its effects.</param>
public sealed record ToolContext(GrainKey Agent, string SessionId, string CallId)
{
    /// <summary>How long the tool may run, where an operator decided; null as the tool itself says.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Where the tool runs, where an operator decided.</summary>
    public ToolIsolation Isolation { get; init; }

    /// <summary>
    /// How far the step is trusted that asks for the call, and so what the tool writes for it; that of an operator where a
    /// person runs the tool.
    /// </summary>
    public TrustLevel Trust { get; init; }

    /// <summary>Where the tool notes how far what it reads is trusted, within this process.</summary>
    public TrustLabel ResultLabel { get; init; } = new();
}
