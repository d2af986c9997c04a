using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>
/// The transactions of sessions, up to their commit. They are rows alone: an open one outlives the activation and its silo.
/// </summary>
internal sealed class SessionTransactions(
    SessionTransactionStore store, IOptions<SessionMemoryOptions> options, TimeProvider clock)
{
    // A caller that did not get the outcome repeats its request by then.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>Opens a transaction; one with the id stays as it is.</summary>
    /// <exception cref="ConflictException">Too many are open.</exception>
    public async Task<SessionTransaction> Begin(GrainKey session, Guid id)
    {
        var now = clock.GetUtcNow();
        if (await store.Find(session, id, now, CancellationToken.None) is { } known)
            return known.Transaction;
        var open = await store.CountOpen(session, now, CancellationToken.None);
        if (open >= options.Value.MaxTransactions)
            throw new ConflictException(
                $"Session '{session.Name}' has {open} open transactions, the limit; commit one or roll one back.");
        await store.Begin(session, id, now, now + options.Value.TransactionLifetime, CancellationToken.None);
        return (await Require(session, id)).Transaction;
    }

    /// <exception cref="NotFoundException">There is none, or it has expired.</exception>
    public async Task<FoundTransaction> Require(GrainKey session, Guid id) =>
        await store.Find(session, id, clock.GetUtcNow(), CancellationToken.None) ?? throw Missing(id);

    /// <summary>The steps of one that came in one request before; null if none did.</summary>
    /// <exception cref="ConflictException">It had other operations.</exception>
    public async Task<SessionTransaction?> FindRepeated(GrainKey session, Guid id, Guid content) =>
        await store.Find(session, id, clock.GetUtcNow(), CancellationToken.None) switch
        {
            null => null,
            { Transaction: { } known, Content: { } same } when same == content => known,
            _ => throw new ConflictException($"The idempotency key of transaction '{id}' was used for other operations."),
        };

    /// <summary>Has an open transaction do something to a key.</summary>
    /// <exception cref="InvalidRequestException">It would do too much.</exception>
    /// <exception cref="ConflictException">It is committed.</exception>
    public async Task<SessionTransaction> Add(GrainKey session, Guid id, SessionStep step)
    {
        var found = RequireOpen(await Require(session, id));
        var others = found.Steps.Where(other => other.Key != step.Key).ToArray();
        SessionStep.RequireRoom("transaction_id", others.Length + 1);
        var bytes = others.Append(step).Sum(
            one => SessionMemoryRules.BytesOf(one.Key, one.Write?.Value ?? ""));
        if (bytes > options.Value.MaxBytes)
            throw new InvalidRequestException(
                "value", $"would make {bytes} bytes of the transaction; the limit is {options.Value.MaxBytes}.");
        if (!await store.Add(session, id, step, clock.GetUtcNow(), CancellationToken.None))
            throw Missing(id);
        return found.Transaction with { Operations = others.Length + 1 };
    }

    /// <summary>Drops an open transaction.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task Rollback(GrainKey session, Guid id)
    {
        if (!await TryRollback(session, id))
            throw Missing(id);
    }

    /// <summary>Drops an open transaction; false if there is none.</summary>
    public Task<bool> TryRollback(GrainKey session, Guid id) => store.Rollback(session, id, CancellationToken.None);

    /// <summary>The outcome of a commit that another call has made; null if none did.</summary>
    /// <exception cref="ConflictException">It had other operations.</exception>
    public async Task<SessionTransaction?> FindCommitted(GrainKey session, SessionCommit commit) =>
        commit.Content is { } content
            ? await FindRepeated(session, commit.Id, content)
            : (await store.Find(session, commit.Id, clock.GetUtcNow(), CancellationToken.None))?.Transaction is
            { State: SessionTransactionState.Committed } known
                ? known
                : null;

    /// <summary>What the commit does to the row of a transaction.</summary>
    /// <param name="id">The transaction.</param>
    /// <param name="content">Of one that came in one request.</param>
    /// <param name="operations">Keys that it read or changed.</param>
    public SessionCommit CommitOf(Guid id, Guid? content, int operations) =>
        new(id, content, operations, SessionMemoryRules.ToMicroseconds(clock.GetUtcNow()) + Remembered);

    /// <exception cref="ConflictException">It is committed.</exception>
    public static FoundTransaction RequireOpen(FoundTransaction found) =>
        found.Transaction.State == SessionTransactionState.Open
            ? found
            : throw new ConflictException($"Transaction '{found.Transaction.Id}' is committed.");

    private static NotFoundException Missing(Guid id) => new("transaction", id.ToString());
}
