using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Publishing;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Memory;

/// <summary>Follows a message through its turn to the memories that its tool calls made.</summary>
/// <remarks>
/// Invariants: nothing of another agent or tenant is found, since every grain that is asked is the agent's own; an undo names
/// the change that it takes back in its edit id, so a repeat does nothing.
/// </remarks>
[StatelessWorker, GrainType("blastradius")]
internal sealed class BlastRadiusWorker(
    BlockVersionStore versions, SharedVersionStore shared, PassageStore passages) : Grain, IBlastRadiusWorker
{
    private const int MaxEntries = 2_000;
    private const int PageSize = 500;

    public async Task<BlastRadius> Find(Guid message, bool withLater) => (await Trace(message, withLater)).Radius;

    public async Task<UndoneMemories> Undo(Guid message, bool withLater, string actor)
    {
        var (found, changes) = await Trace(message, withLater);
        var undone = ImmutableArray.CreateBuilder<UndoneMemory>();
        foreach (var change in changes.OrderByDescending(change => change.Block.Version))
            undone.Add(await Undo(change, actor));
        foreach (var passage in found.Passages)
            undone.Add(await Delete(passage, actor));
        return new UndoneMemories(undone.ToImmutable(), found.IsCut);
    }

    private async Task<(BlastRadius Radius, ImmutableArray<MadeChange> Changes)> Trace(Guid message, bool withLater)
    {
        var agent = this.Key();
        var item = await GrainFactory.QueueAdmin(agent).Find(message);
        var (entries, isCut) = await Entries(agent, item, withLater);
        var calls = CallsOf(entries);
        ImmutableArray<Guid> turns = [.. entries.Select(entry => entry.TurnId).Distinct()];
        var changes = await Changes(agent, [.. calls.Select(call => call.CallId)]);
        var radius = new BlastRadius(
            item.Notification.SessionId, turns, calls, [.. changes.Select(change => change.Block)],
            await Passages(agent, calls), await Posts(agent, turns), isCut);
        return (radius, changes);
    }

    private async Task<(IReadOnlyList<TranscriptEntry> Entries, bool IsCut)> Entries(
        GrainKey agent, QueueItem item, bool withLater)
    {
        var session = GrainFactory.Session(new GrainKey(agent.Tenant, item.Notification.SessionId));
        var entries = new List<TranscriptEntry>();
        entries.AddRange(await GrainFactory.Grain<IRecallWorker>(agent.ToString()).ReadTurn(
            item.Notification.SessionId, item.Id));
        if (entries.Count == 0)
            throw new NotFoundException("turn of message", item.Id.ToString());
        while (withLater && entries.Count < MaxEntries)
        {
            var page = await session.Read(entries[^1].Seq, Math.Min(PageSize, MaxEntries - entries.Count));
            entries.AddRange(page.Entries);
            if (entries[^1].Seq >= page.LastSeq)
                return (entries, false);
        }
        return (entries, withLater);
    }

    private static ImmutableArray<TouchedCall> CallsOf(IReadOnlyList<TranscriptEntry> entries)
    {
        var results = entries.Where(entry => entry.ToolCallId is not null)
            .ToLookup(entry => entry.ToolCallId, entry => entry.ToolStatus, StringComparer.Ordinal);
        return
        [
            .. entries.SelectMany(entry => entry.ToolCalls.Select(call => new TouchedCall(
                call.CallId, entry.TurnId, call.Tool, results[call.CallId].FirstOrDefault()))),
        ];
    }

    private async Task<ImmutableArray<MadeChange>> Changes(GrainKey agent, string[] calls) =>
    [
        .. await versions.ListByCalls(agent, calls, CancellationToken.None),
        .. await shared.ListByCalls(agent, calls, CancellationToken.None),
    ];

    private async Task<ImmutableArray<TouchedPassage>> Passages(GrainKey agent, ImmutableArray<TouchedCall> calls)
    {
        var byId = calls.Where(call => call.Tool == PassageIds.Tool)
            .ToDictionary(call => PassageIds.OfCall(agent.Name, call.CallId), call => call.CallId);
        var found = (await passages.Find(agent, byId.Keys, CancellationToken.None)).ToDictionary(passage => passage.Id);
        return
        [
            .. byId.Where(call => found.ContainsKey(call.Key))
                .Select(call => new TouchedPassage(call.Key, found[call.Key].Version, call.Value)),
        ];
    }

    private async Task<ImmutableArray<TouchedPost>> Posts(GrainKey agent, ImmutableArray<Guid> turns)
    {
        var outboxes = GrainFactory.Grain<IOutboxDirectoryGrain>(new GrainKey(agent.Tenant, "outboxes").ToString());
        return
        [
            .. (await outboxes.FindMany(turns)).Select(post => new TouchedPost(
                post.Id, post.Platform, post.Account, post.Status, post.ExternalId)),
        ];
    }

    // An undo that was undone itself has used up its edit id.
    private Task<UndoneMemory> Undo(MadeChange change, string actor)
    {
        var (block, edit) = (change.Block, $"undo:{change.Block.CallId}:{change.Undos}");
        var undone = new UndoneMemory(block.Label, block.Version, PassageId: null, UndoOutcome.Undone);
        if (block.IsUndone)
            return Task.FromResult(undone with { Outcome = UndoOutcome.AlreadyUndone });
        return Outcome(undone, () => block.IsShared
            ? GrainFactory.SharedBlock(new GrainKey(this.Key().Tenant, block.Label)).Undo(edit, block.Version, actor)
            : GrainFactory.Memory(this.Key()).Undo(edit, block.Label, block.Version, actor));
    }

    private Task<UndoneMemory> Delete(TouchedPassage passage, string actor) => Outcome(
        new UndoneMemory(Label: null, passage.Version, passage.Id, UndoOutcome.Undone),
        // One that was changed is somebody's correction.
        () => GrainFactory.Passages(this.Key()).Delete(passage.Id, version: 1, actor));

    private static async Task<UndoneMemory> Outcome(UndoneMemory undone, Func<Task> undo)
    {
        try
        {
            await undo();
            return undone;
        }
        catch (NotFoundException) when (undone.PassageId is not null)
        {
            return undone with { Outcome = UndoOutcome.AlreadyUndone };
        }
        catch (SanctumException failure)
        {
            return undone with { Outcome = OutcomeOf(failure), Reason = failure.Message };
        }
    }

    // A block that is not there comes back with its text if its deletion is undone.
    private static UndoOutcome OutcomeOf(SanctumException failure) => failure switch
    {
        BlockConflictException or ConflictException or NotFoundException => UndoOutcome.Conflict,
        PolicyDeniedException or ApprovalRequiredException or InvalidRequestException => UndoOutcome.Refused,
        _ => UndoOutcome.Failed,
    };
}
