using System.Collections.Immutable;
using Orleans.CodeGeneration;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// One conversation of one agent, keyed <c>{tenant}/{sessionId}</c>, and the only writer of its transcript. Sequence numbers
/// start at 1 and have no gaps. Each step of a turn is one transaction that the database refuses unless the caller's lease
/// is still the item's newest, so a step is written once or not at all.
/// </summary>
[Alias("sanctum.ISessionGrain"), Version(1)]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Creates the session for an agent; again answers the session that is there.</summary>
    /// <exception cref="ConflictException">The session belongs to another agent.</exception>
    [Idempotent, Alias("Open")]
    Task<Session> Open(string agentId);

    /// <summary>Makes a session known again whose transcript is there, but whose own row was lost. Safe to repeat.</summary>
    /// <exception cref="ConflictException">The session belongs to another agent.</exception>
    [Idempotent, Alias("Restore")]
    Task Restore(string agentId);

    /// <summary>The session as it is.</summary>
    /// <exception cref="NotFoundException">It was never opened.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<Session> Get();

    /// <summary>Entries behind <paramref name="after"/>, in order.</summary>
    /// <param name="after">A sequence number; 0 for the start.</param>
    /// <param name="limit">1 to 1,000.</param>
    [AlwaysInterleave, ReadOnly, Alias("Read")]
    Task<TranscriptPage> Read(long after, int limit);

    /// <summary>
    /// Takes a notification in that nothing of its thread is ahead of: its row is leased and the person's words are in the
    /// transcript in one transaction.
    /// </summary>
    /// <param name="lease">The lease that the item is born with.</param>
    /// <param name="notification">What came in.</param>
    /// <returns>The turn, to begin at once; null if the notification has a row already, and then nothing is written.</returns>
    /// <exception cref="ConflictException">The rows know more of the thread or the transcript than the caller and this session
    /// do; nothing is written.</exception>
    [Alias("Receive")]
    Task<TurnProgress?> Receive(LeaseToken lease, Notification notification);

    /// <summary>
    /// Sends what happens in the session to <paramref name="observer"/> from now on. A watch ends one minute after it was last
    /// renewed by another call.
    /// </summary>
    /// <returns>Sequence number of the newest entry: entries up to it are read from the rows.</returns>
    [AlwaysInterleave, Alias("Watch")]
    Task<long> Watch(ISessionObserver observer);

    /// <summary>Ends a watch.</summary>
    [AlwaysInterleave, Alias("Unwatch")]
    Task Unwatch(ISessionObserver observer);

    /// <summary>Passes an event from another silo on to those who watch the session.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="seq">The entry's sequence number where it is a row, else null.</param>
    [AlwaysInterleave, OneWay, Alias("Announce")]
    Task Announce(SessionEvent happened, long? seq);

    /// <summary>Takes an offered lease for a caller who decides first whether there is to be a turn.</summary>
    /// <exception cref="LeaseLostException">The item does not wait any more, or was leased to another.</exception>
    [Alias("TakeLease")]
    Task<TurnLease> TakeLease(LeaseToken lease);

    /// <summary>
    /// Takes an offered lease, unless it <paramref name="isPreLeased"/>, and starts or takes up its turn, in one transaction; the
    /// user's entry is written the first time only.
    /// </summary>
    /// <exception cref="LeaseLostException">The item does not wait any more, or was leased to another.</exception>
    [Alias("BeginTurn")]
    Task<TurnProgress> BeginTurn(LeaseToken lease, bool isPreLeased);

    /// <summary>The turn as its rows say, for a worker that takes it up after its tools have answered.</summary>
    /// <returns>Null where there is nothing to take up: a tool has not answered yet, or a worker continues already.</returns>
    /// <exception cref="LeaseLostException">The lease is not the item's newest.</exception>
    [Alias("ResumeTurn")]
    Task<TurnProgress?> ResumeTurn(LeaseToken lease);

    /// <summary>Writes a model answer that asks for tools, with the calls it asks for.</summary>
    /// <returns>The turn with its open calls.</returns>
    /// <exception cref="LeaseLostException">The lease is not the item's newest.</exception>
    [Alias("RecordAnswer")]
    Task<TurnProgress> RecordAnswer(LeaseToken lease, ModelAnswer answer);

    /// <summary>
    /// Writes that the model is given less of the transcript from now on. A compaction that is written already is not written
    /// again.
    /// </summary>
    /// <returns>The turn with what is left.</returns>
    /// <exception cref="LeaseLostException">The lease is not the item's newest.</exception>
    /// <exception cref="ConflictException">Another activation wrote a compaction with this number.</exception>
    [Alias("Compact")]
    Task<TurnProgress> Compact(LeaseToken lease, Compaction compaction);

    /// <summary>
    /// Keeps what was recalled for the turn, before its first model call. The first that is kept holds for all its calls and
    /// attempts.
    /// </summary>
    /// <exception cref="LeaseLostException">The lease is not the item's newest.</exception>
    [Alias("KeepRecalled")]
    Task<TurnProgress> KeepRecalled(LeaseToken lease, ImmutableArray<RecalledPassage> passages);

    /// <summary>The entries that the next model call is given, or that an earlier one was given.</summary>
    /// <param name="step">Sequence number of what the earlier call answered; null for the next call.</param>
    /// <exception cref="NotFoundException">The session was never opened, or has no such entry.</exception>
    /// <exception cref="InvalidRequestException">No model call wrote that entry.</exception>
    [AlwaysInterleave, ReadOnly, Alias("ReadContext")]
    Task<ContextEntries> ReadContext(long? step);

    /// <summary>Marks a tool call as started, before its effects can happen.</summary>
    /// <returns>False if it was started before and its outcome is unknown, or it has a result.</returns>
    /// <exception cref="LeaseLostException">The lease is not the item's newest.</exception>
    /// <exception cref="ConflictException">It was started under this very lease, and is still running.</exception>
    [Alias("StartTool")]
    Task<bool> StartTool(LeaseToken lease, string callId);

    /// <summary>
    /// Takes note that a tool call does not run under this lease, because it waits for a person until <paramref name="until"/>.
    /// </summary>
    /// <returns>The turn; it lets go of its lease once all its open calls wait.</returns>
    /// <exception cref="LeaseLostException">The lease is not the item's newest.</exception>
    [Alias("HoldTool")]
    Task<TurnProgress> HoldTool(LeaseToken lease, string callId, DateTimeOffset until);

    /// <summary>Writes the result of one tool call; a second result for the same call is ignored.</summary>
    /// <returns>The turn; it continues once it has no open calls.</returns>
    /// <exception cref="LeaseLostException">The lease is not the item's newest.</exception>
    [Alias("RecordToolResult")]
    Task<TurnProgress> RecordToolResult(LeaseToken lease, ToolResult result);

    /// <summary>Writes the reply, ends the queue item and hands the reply to the outbox, all in one transaction.</summary>
    /// <exception cref="LeaseLostException">The lease is not the item's newest.</exception>
    [Alias("CompleteTurn")]
    Task<TurnOutcome> CompleteTurn(LeaseToken lease, TurnCompletion completion);

    /// <summary>
    /// Ends every open item of the session and revokes its lease. What a turn has written is closed in the same transaction: each
    /// of its open tool calls gets a result, and a last entry with the stop reason <c>cancelled</c> marks it. For the agent's
    /// queue only.
    /// </summary>
    /// <param name="agentId">The agent whose items these are.</param>
    /// <param name="reason">Why, for people.</param>
    /// <returns>The items that were ended, oldest first.</returns>
    /// <exception cref="ConflictException">The rows know more of the transcript than this session does; nothing is
    /// written.</exception>
    [Alias("Cancel")]
    Task<ImmutableArray<ItemOutcome>> Cancel(string agentId, string reason);
}

/// <summary>A conversation.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="AgentId">The agent it belongs to.</param>
/// <param name="LastSeq">Sequence number of its newest entry; 0 when empty.</param>
/// <param name="CreatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session")]
public sealed record Session(
    [property: Id(0)] string Id, [property: Id(1)] string AgentId, [property: Id(2)] long LastSeq,
    [property: Id(3)] DateTimeOffset CreatedAt);

/// <summary>A page of a transcript.</summary>
/// <param name="Entries">In order.</param>
/// <param name="LastSeq">The session's newest sequence number.</param>
[GenerateSerializer, Immutable, Alias("sanctum.transcript-page")]
public sealed record TranscriptPage([property: Id(0)] ImmutableArray<TranscriptEntry> Entries, [property: Id(1)] long LastSeq);

/// <summary>The entries of a transcript that a model call is given.</summary>
/// <param name="AgentId">The session's agent.</param>
/// <param name="Entries">The entries, in order.</param>
/// <param name="Compaction">The compaction that they follow, or null.</param>
/// <param name="Model">The model that was asked, as <c>provider/model</c>; null for the next call.</param>
/// <param name="At">When it answered, UTC; null for the next call.</param>
[GenerateSerializer, Immutable, Alias("sanctum.context-entries")]
public sealed record ContextEntries(
    [property: Id(0)] string AgentId, [property: Id(1)] ImmutableArray<TranscriptEntry> Entries,
    [property: Id(2)] Compaction? Compaction, [property: Id(3)] string? Model, [property: Id(4)] DateTimeOffset? At)
{
    /// <summary>
    /// The passages that the turn of the call was given; for the next call, those of the turn that runs. Empty where there are
    /// none.
    /// </summary>
    [Id(5)]
    public ImmutableArray<RecalledPassage> Recalled { get; init; } = [];

    /// <summary>
    /// How far the earlier call was trusted, as its row says; null for the next call, and in rows of earlier builds.
    /// </summary>
    [Id(6)]
    public TrustLevel? Trust { get; init; }
}

/// <summary>A model's answer that asks for tools.</summary>
/// <param name="Text">What it said beside the calls; may be empty.</param>
/// <param name="ToolCalls">The calls as the model named them; the session gives each its own unique id.</param>
/// <param name="Usage">What it cost.</param>
/// <param name="ModelData">For the model only: its reasoning, and what its provider wants back; or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.model-answer")]
public sealed record ModelAnswer(
    [property: Id(0)] string Text, [property: Id(1)] ImmutableArray<ToolCall> ToolCalls, [property: Id(2)] ModelUsage? Usage,
    [property: Id(3)] string? ModelData = null)
{
    /// <summary>The lowest trust of what the model was given.</summary>
    [Id(4)]
    public TrustLevel Trust { get; init; }
}

/// <summary>The last step of a turn.</summary>
/// <param name="Reply">The reply; null ends the turn without one.</param>
/// <param name="StopReason">A name from <see cref="StopReasons"/>.</param>
/// <param name="Usage">What the last model call cost, or null.</param>
/// <param name="Error">Why there is no reply, where somebody refused it or a tool ended the turn; holds no secrets.</param>
/// <param name="ModelData">For the model only: its reasoning, and what its provider wants back; or null.</param>
/// <param name="IsMarked">Whether an entry without text marks the end of a turn that has no reply.</param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-completion")]
public sealed record TurnCompletion(
    [property: Id(0)] string? Reply, [property: Id(1)] string StopReason, [property: Id(2)] ModelUsage? Usage,
    [property: Id(3)] string? Error = null,
    [property: Id(4)] string? ModelData = null, [property: Id(5)] bool IsMarked = false)
{
    /// <summary>
    /// The lowest trust of what the model was given; null where no model was asked, and the turn's entries say it.
    /// </summary>
    [Id(6)]
    public TrustLevel? Trust { get; init; }
}
