using System.Collections.Immutable;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>The turn that a session is in: the lease under which it is written, and how far it has come.</summary>
internal sealed class CurrentTurn(Transcript transcript, ConversationOptions options, TimeProvider clock)
{
    // What was handed out under the present lease: a stream may deliver twice what a worker acts on.
    private readonly HashSet<string> _startedCalls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _heldCalls = new(StringComparer.Ordinal);
    private TurnLease? _lease;
    private long _resumedAt;

    /// <summary>The lease under which entries are written now.</summary>
    public TurnLease Lease => _lease ?? throw new InvalidOperationException("No lease is held.");

    /// <summary>The step that the next entry is of, from 0.</summary>
    public int NextStep => Entries.Select(stored => stored.Step + 1).DefaultIfEmpty(0).Max();

    /// <summary>Whether nothing of it is written yet.</summary>
    public bool IsUnwritten => Entries.Count == 0;

    /// <summary>Whether it is written under this very lease.</summary>
    public bool IsUnder(LeaseToken lease) => _lease?.Lease == lease;

    /// <summary>Turns to the item of another lease. Nothing is written before that is held.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="entries">What its turn wrote under earlier leases.</param>
    public void SwitchTo(Guid itemId, ImmutableArray<StoredEntry> entries)
    {
        _lease = null;
        _startedCalls.Clear();
        _heldCalls.Clear();
        _resumedAt = 0;
        transcript.Enter(itemId, entries);
    }

    /// <summary>The lease is in the rows: from now on entries are written under it.</summary>
    public void Hold(TurnLease lease) => _lease = lease;

    /// <summary>What was recalled for the turn, as long as it runs.</summary>
    public ImmutableArray<RecalledPassage> Recalled => _lease is null ? [] : transcript.Recalled;

    /// <summary>The lease is over or lost.</summary>
    public void Release() => _lease = null;

    /// <summary>Takes note that a tool call is started; false if it was under this lease.</summary>
    public bool TryStart(string callId) => _startedCalls.Add(callId);

    /// <summary>Takes note that a tool call waits for a person, until its approval's deadline.</summary>
    public void HoldCall(string callId, DateTimeOffset until) => _heldCalls[callId] = until;

    /// <summary>
    /// Takes note that a worker takes the turn up; false if its tools have not all answered, or one has it already.
    /// </summary>
    public bool TryResume(TurnProgress progress)
    {
        if (!progress.OpenCalls.IsEmpty || _resumedAt == transcript.LastSeq)
            return false;
        _resumedAt = transcript.LastSeq;
        return true;
    }

    /// <summary>The turn as a worker needs it.</summary>
    public TurnProgress Progress()
    {
        var turn = Entries.Select(stored => stored.Entry).ToList();
        var answered = turn.Where(entry => entry.ToolCallId is not null).Select(entry => entry.ToolCallId).ToHashSet();
        var open = turn.SelectMany(entry => entry.ToolCalls).Where(call => !answered.Contains(call.CallId)).ToImmutableArray();
        var context = transcript.Context(options.ContextEntries, options.ContextCharacters);
        return new TurnProgress(
            Lease, context, turn.Count(entry => entry.Role == TranscriptRole.Assistant && !TurnClosing.IsMark(entry)), open,
            HeldUntil(open))
        {
            Compaction = transcript.Compaction,
            Recalled = transcript.Recalled,
        };
    }

    // While another call runs, its worker holds the lease.
    private DateTimeOffset? HeldUntil(ImmutableArray<ToolCall> open) =>
        !open.IsEmpty && open.All(call => _heldCalls.ContainsKey(call.CallId)) ? open.Min(call => _heldCalls[call.CallId]) : null;

    /// <summary>The turn's next entry.</summary>
    public TranscriptEntry NextEntry(TranscriptRole role, string author, string content) => new(
        transcript.LastSeq + 1, transcript.CurrentTurn, role, author, content, [], null, null, null, null, Now());

    /// <summary>The message that it answers, as its first entry.</summary>
    public StoredEntry Said(Notification notification, TrustLevel trust, DateTimeOffset at)
    {
        var said = NextEntry(TranscriptRole.User, notification.From, notification.Text);
        return new StoredEntry(said with { OccurredAt = at, Trust = trust }, Step: 0);
    }

    /// <summary>Its last entry: the reply, or a mark without text, or nothing.</summary>
    public StoredEntry? LastEntry(TurnCompletion completion, string agentId)
    {
        if (completion.Reply is null && !completion.IsMarked)
            return null;
        var entry = NextEntry(TranscriptRole.Assistant, agentId, completion.Reply ?? "") with
        {
            Usage = completion.Usage,
            StopReason = completion.StopReason,
            ModelData = completion.ModelData,
            Trust = completion.Trust ?? PromptTrust.Of(Entries.Select(stored => stored.Entry), TrustLevel.Operator),
        };
        return new StoredEntry(entry, NextStep);
    }

    /// <summary>The time as the rows keep it, so that an entry has one: PostgreSQL counts microseconds.</summary>
    public DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private IReadOnlyList<StoredEntry> Entries => transcript.OfTurn;
}
