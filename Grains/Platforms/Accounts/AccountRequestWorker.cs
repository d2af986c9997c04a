using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Settings;

namespace Sanctum.Platforms.Accounts;

/// <summary>Makes one call to a platform for whoever asks, with the account's session.</summary>
[StatelessWorker, CollectionAgeLimit(Minutes = 2)]
[Reentrant, GrainType("accountrequestworker")]
internal sealed class AccountRequestWorker(
    PlatformAdapters adapters, PlatformAccess access, ProfileCache profiles, MessageModes modes,
    IOptions<PlatformOptions> options)
    : Grain, IAccountRequestWorker
{
    public Task<ImmutableArray<PlatformPost>> Search(PostQuery query, CancellationToken cancellationToken) =>
        Ask<IPostSearch, ImmutableArray<PlatformPost>>(
            PlatformOperations.Search, (platform, account, ct) => platform.SearchAsync(account, query, ct), cancellationToken);

    public async Task<PersonProfile> ReadProfile(string handleOrId, CancellationToken cancellationToken) =>
        await profiles.Read(Key, handleOrId, () => Ask<IProfileReader, PersonProfile?>(
            PlatformOperations.Profile, (
                platform, account, ct) => platform.ReadProfileAsync(account, handleOrId, ct), cancellationToken))
        ?? throw new NotFoundException($"person on {Key.Platform}", handleOrId);

    public async Task<PlatformThread> ReadThread(string postId, CancellationToken cancellationToken) =>
        await Ask<IThreadReader, PlatformThread?>(
            PlatformOperations.Thread, (
                platform, account, ct) => platform.ReadThreadAsync(account, postId, ct), cancellationToken)
        ?? throw new NotFoundException($"post on {Key.Platform}", postId);

    public async Task Delete(string postId, CancellationToken cancellationToken)
    {
        if (await modes.Of(Key.Tenant) == MessageMode.Test)
            throw new ConflictException("The message mode is 'test': nothing is deleted on a platform.");
        await Ask<IPostRemoval, bool>(
            PlatformOperations.Delete,
            async (platform, account, ct) =>
            {
                if (platform is IRatedPlatform rated)
                    await GrainFactory.Outbox(Key).Spend(rated.PointsForDelete);
                await platform.DeleteAsync(account, postId, ct);
                return true;
            },
            cancellationToken);
    }

    private AccountKey Key => AccountKey.Parse(this.GetPrimaryKeyString());

    private async Task<T> Ask<TPlatform, T>(
        string operation, Func<TPlatform, PlatformAccount, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where TPlatform : class, IPlatformAdapter
    {
        var key = Key;
        var platform = adapters.Find(key.Platform) ?? throw new NotFoundException("platform", key.Platform);
        if (!platform.Can(operation))
            throw new UnsupportedOperationException(key.Platform, operation, platform.Operations);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.CallTimeout);
        try
        {
            return await access.Use(
                key, account => adapters.Use<TPlatform, T>(key.Platform, able => call(able, account, patience.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DependencyException(
                key.Platform, $"did not answer within {options.Value.CallTimeout}.", ErrorClass.Transient);
        }
    }
}
