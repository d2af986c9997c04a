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
internal sealed class BlastRadiusWorker(BlockVersionStore versions, SharedVersionStore shared) : Grain, IBlastRadiusWorker
{
    private const int MaxEntries = 2_000;
    private const int PageSize = 500;

    public async Task<BlastRadius> Find(Guid message, bool withLater)
    {
        var agent = this.Key();
        var item = await GrainFactory.QueueAdmin(agent).Find(message);
        var (entries, isCut) = await Entries(agent, item, withLater);
        var calls = CallsOf(entries);
        ImmutableArray<Guid> turns = [.. entries.Select(entry => entry.TurnId).Distinct()];
        return new BlastRadius(
            item.Notification.SessionId, turns, calls,
            await Blocks(agent, [.. calls.Select(call => call.CallId)]), await Passages(agent, calls), await Posts(agent, turns),
            isCut);
    }

    public async Task<ImmutableArray<UndoneMemory>> Undo(Guid message, bool withLater, string actor)
    {
        var found = await Find(message, withLater);
        var undone = ImmutableArray.CreateBuilder<UndoneMemory>();
        foreach (var block in found.Blocks.OrderByDescending(block => block.Version))
            undone.Add(await Undo(block, actor));
        foreach (var passage in found.Passages)
            undone.Add(await Delete(passage, actor));
        return undone.ToImmutable();
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
        while (withLater)
        {
            var page = await session.Read(entries[^1].Seq, PageSize);
            entries.AddRange(page.Entries);
            if (entries[^1].Seq >= page.LastSeq)
                return (entries, false);
            if (entries.Count >= MaxEntries)
                return (entries, true);
        }
        return (entries, false);
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

    private async Task<ImmutableArray<TouchedBlock>> Blocks(GrainKey agent, string[] calls) =>
    [
        .. await versions.ListByCalls(agent, calls, CancellationToken.None),
        .. await shared.ListByCalls(agent, calls, CancellationToken.None),
    ];

    private async Task<ImmutableArray<TouchedPassage>> Passages(GrainKey agent, ImmutableArray<TouchedCall> calls)
    {
        var passages = GrainFactory.Passages(agent);
        var found = ImmutableArray.CreateBuilder<TouchedPassage>();
        foreach (var call in calls.Where(call => call.Tool == PassageIds.Tool))
        {
            if (await passages.Find(PassageIds.OfCall(agent.Name, call.CallId)) is { } passage)
                found.Add(new TouchedPassage(passage.Id, passage.Version, call.CallId));
        }
        return found.ToImmutable();
    }

    private async Task<ImmutableArray<TouchedPost>> Posts(GrainKey agent, ImmutableArray<Guid> turns)
    {
        var outboxes = GrainFactory.Grain<IOutboxDirectoryGrain>(new GrainKey(agent.Tenant, "outboxes").ToString());
        var found = ImmutableArray.CreateBuilder<TouchedPost>();
        foreach (var turn in turns)
        {
            if (await FindPost(outboxes, turn) is { } post)
                found.Add(new TouchedPost(post.Id, post.Platform, post.Account, post.Status, post.ExternalId));
        }
        return found.ToImmutable();
    }

    private static async Task<OutboxPost?> FindPost(IOutboxDirectoryGrain outboxes, Guid turn)
    {
        try
        {
            return await outboxes.Find(turn);
        }
        catch (NotFoundException)
        {
            // Not every turn has something to post.
            return null;
        }
    }

    private Task<UndoneMemory> Undo(TouchedBlock block, string actor)
    {
        var (undone, edit) = (
            new UndoneMemory(block.Label, block.Version, PassageId: null, UndoOutcome.Undone), $"undo:{block.CallId}");
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
        catch (Exception failure) when (failure is BlockConflictException or ConflictException)
        {
            return undone with { Outcome = UndoOutcome.Conflict, Reason = failure.Message };
        }
        catch (NotFoundException)
        {
            return undone with { Outcome = UndoOutcome.AlreadyUndone };
        }
        catch (Exception failure) when (failure is PolicyDeniedException or InvalidRequestException)
        {
            return undone with { Outcome = UndoOutcome.Refused, Reason = failure.Message };
        }
    }
}
