using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.DeadLetters;

/// <summary>
/// Works on the rows and keeps nothing itself; one thing at a time per queue, so that no event is dealt with twice at once.
/// </summary>
[GrainType("deadletter")]
internal sealed class DeadLetterGrain(DeadLetterStore store, IEnumerable<IDeadLetterQueue> queues) : Grain, IDeadLetterGrain
{
    // A statement holds up the group that it commits with, so none of them is long.
    private const int MaxPerStatement = 500;

    private GrainKey _key;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        return Task.CompletedTask;
    }

    public async Task<DeadLetterPage> List(Guid? after, int limit)
    {
        PageLimit.Check(limit);
        Require();
        var letters = await store.List(_key.Tenant, _key.Name, after, limit + 1, CancellationToken.None);
        return letters.Length > limit
            ? new DeadLetterPage(letters[..limit], letters[limit - 1].Id)
            : new DeadLetterPage(letters, null);
    }

    public async Task<DeadLetter> Find(Guid id)
    {
        Require();
        return await store.Find(_key.Tenant, _key.Name, id, CancellationToken.None) ?? throw NoLetter(id);
    }

    public async Task<DeadLetterOutcome> Reprocess(Guid id) => await Require().Reprocess(await Find(id));

    public async Task Discard(Guid id)
    {
        Require();
        if (!await store.Remove(_key.Tenant, _key.Name, id, CancellationToken.None))
            throw NoLetter(id);
    }

    public async Task<long> Purge()
    {
        Require();
        var (through, removed) = (Guid.CreateVersion7(), 0L);
        while (await store.Remove(_key.Tenant, _key.Name, through, MaxPerStatement, CancellationToken.None) is > 0 and var some)
            removed += some;
        return removed;
    }

    private IDeadLetterQueue Require()
    {
        if (queues.FirstOrDefault(queue => queue.Name == _key.Name) is { } known)
            return known;
        DeactivateOnIdle();
        throw new NotFoundException("dead letter queue", _key.Name);
    }

    private static NotFoundException NoLetter(Guid id) => new("dead letter", id.ToString());
}
