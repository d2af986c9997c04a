using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Platforms;
using Sanctum.Platforms.People;
using Sanctum.Traces;

namespace Sanctum.Erasures;

/// <summary>Erases people of a tenant, one after the other.</summary>
/// <remarks>
/// Invariants: an erasure is continued until it is done, also after a crash, by the lifeline; its rows are counted in the commits
/// that erase them; its receipt is written in the commit that ends it. Meter: <see cref="ErasureMeter"/>. Events: 2570 to 2572.
/// </remarks>
[GrainType("person-erasures")]
internal sealed class PersonErasuresGrain(
    ErasureStore store, PersonEraserRun eraser, TraceStore traces, ProfileStore profiles, ErasureMeter meter, TimeProvider clock,
    ILogger<PersonErasuresGrain> logger)
    : Grain, IPersonErasuresGrain
{
    private const int MaxOpen = 100;
    private const int MaxNameCharacters = 256;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private string _tenant = "";
    private SingleRun _run = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _tenant = this.Key().Tenant;
        _run = new SingleRun(() => BestEffort.Try(Continue, failure => ErasureLog.Stopped(logger, failure, _tenant)));
        return Task.CompletedTask;
    }

    public async Task<PersonErasure> Start(string platform, string person, string actor)
    {
        Check("platform", platform);
        Check("person", person);
        var found = await ProfilesOf(platform, person);
        string[] people = [.. found.Select(one => ErasureReceipt.HashOf(_tenant, one.Platform, one.ProfileId)).Order()];
        var known = await store.FindOf(_tenant, people, CancellationToken.None);
        if (known is null && !await IsKnown(platform, person))
            throw new NotFoundException("profile", $"{platform}/{person}");
        var erasure = known is { EndedAt: null } ? known : await Create(found, people, actor);
        await GrainFactory.Erasures(_tenant).Run();
        return await Get(erasure.Id);
    }

    public async Task<PersonErasure> Get(Guid id)
    {
        var erasure = await store.Find(_tenant, id, CancellationToken.None) ?? throw Missing(id);
        return await Counted(erasure);
    }

    public async Task<PersonErasuresPage> List(Guid? after, int limit)
    {
        PageLimit.Check(limit);
        var page = await store.List(_tenant, after, limit, CancellationToken.None);
        var items = new List<PersonErasure>();
        foreach (var erasure in page)
            items.Add(await Counted(erasure));
        return new PersonErasuresPage([.. items], page.Length == limit ? page[^1].Id : null);
    }

    public async Task<string> ReadReceipt(Guid id)
    {
        var erasure = await store.Find(_tenant, id, CancellationToken.None) ?? throw Missing(id);
        return await store.ReadReceipt(_tenant, id, CancellationToken.None)
            ?? throw new ConflictException(
                $"Erasure '{id}' is {erasure.State.ToString().ToLowerInvariant()}; it has no receipt yet.");
    }

    public Task Run() => _run.Run();

    private async Task Continue()
    {
        while (await store.Begin(_tenant, CancellationToken.None) is { } erasure)
            await Erase(erasure);
    }

    private async Task Erase(PersonErasure erasure)
    {
        try
        {
            var erased = await eraser.Run(_tenant, erasure, CancellationToken.None);
            meter.Ended(erased);
            ErasureLog.Ended(logger, erasure.Id, _tenant, erased);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            ErasureLog.AttemptFailed(logger, ExpectedFailure.Of(failure), erasure.Id, _tenant);
            // What is not ours may name servers and statements, which are for the log.
            var reason = failure is SanctumException
                ? failure.Message
                : "There was an internal error; the log has it as event 2571.";
            await store.Retry(_tenant, erasure.Id, RetryAfter, reason, CancellationToken.None);
        }
    }

    private async Task<PersonErasure> Create(
        ImmutableArray<(string Platform, string ProfileId)> found, string[] people, string actor)
    {
        if (await store.CountOpen(_tenant, CancellationToken.None) >= MaxOpen)
            throw new LimitExceededException(
                "people.erasures", $"The tenant has {MaxOpen} open erasures, the limit.", RetryAfter);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await store.Create(_tenant, id, found, people, actor, clock.GetUtcNow(), CancellationToken.None);
        return await store.Find(_tenant, id, CancellationToken.None) ?? throw Missing(id);
    }

    // A profile that is gone is found by its id alone.
    private async Task<ImmutableArray<(string Platform, string ProfileId)>> ProfilesOf(string platform, string person) =>
        await profiles.Find(_tenant, new ProfileKey(platform, person), CancellationToken.None) is { } profile
            ? [
                .. (await profiles.List(_tenant, profile.UserId, CancellationToken.None))
                    .Select(one => (one.Platform, one.ProfileId)),
            ]
            : [(platform, person)];

    private async Task<bool> IsKnown(string platform, string person) =>
        await profiles.Find(_tenant, new ProfileKey(platform, person), CancellationToken.None) is not null;

    private async Task<PersonErasure> Counted(PersonErasure erasure) => erasure with
    {
        Erased =
        [
            .. (await traces.Counts(_tenant, erasure.Id, CancellationToken.None))
                .Select(count => new ErasedTraces(count.What, count.Rows)),
        ],
    };

    private static void Check(string field, string value)
    {
        if (value.Length is 0 or > MaxNameCharacters)
            throw new InvalidRequestException(
                field, $"has {value.Length} characters; 1 to {MaxNameCharacters} are allowed.");
        NullCharacter.Refuse(field, value);
    }

    private static NotFoundException Missing(Guid id) => new("erasure", id.ToString());
}
