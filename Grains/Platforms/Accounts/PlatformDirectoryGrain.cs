using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms.Remote;
using Sanctum.Platforms.Replies;

namespace Sanctum.Platforms.Accounts;

/// <summary>Tells what platforms there are, and lists accounts from their rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("platformdirectory")]
internal sealed class PlatformDirectoryGrain(
    PlatformAdapters adapters, RemotePlatforms remotes, AccountStore store, LoginStore sessions,
    IOptions<PlatformOptions> options)
    : Grain, IPlatformDirectoryGrain
{
    public Task<ImmutableArray<PlatformDescription>> ListPlatforms() =>
        Task.FromResult(adapters.All.Select(Describe).ToImmutableArray());

    public async Task<PlatformDescription> Register(string platform, RemoteRegistration registration)
    {
        await remotes.Register(platform, registration, CancellationToken.None);
        return Describe(adapters.Require(platform));
    }

    public Task Unregister(string platform) => remotes.Unregister(platform, CancellationToken.None);

    public async Task<ImmutableArray<AccountSummary>> ListAccounts(string platform, string? after, int limit)
    {
        PageLimit.Check(limit);
        if (adapters.Find(platform) is null)
            throw new NotFoundException("platform", platform);
        return await store.List(Tenant, platform, after, limit, CancellationToken.None);
    }

    public Task<ImmutableArray<string>> ListAccountsWith(string platform, string setting, int limit)
    {
        PageLimit.Check(limit);
        return store.ListWith(Tenant, platform, setting, limit, CancellationToken.None);
    }

    public async Task<ImmutableArray<AccountSession>> ListSessions(SessionState state, Guid? before, int limit)
    {
        PageLimit.Check(limit);
        return await sessions.ListIn(Tenant, state, before, limit, CancellationToken.None);
    }

    public Task<int> CleanSessions(TimeSpan? olderThan) => olderThan < TimeSpan.Zero
        ? throw new InvalidRequestException("olderThan", "is below 0.")
        : sessions.RemoveEnded(Tenant, olderThan ?? options.Value.SessionRetention, CancellationToken.None);

    private string Tenant => this.Key().Tenant;

    private PlatformDescription Describe(PlatformFacts platform)
    {
        var can = platform.Capabilities;
        return new PlatformDescription(
            platform.Platform, platform.Operations, can.LongestText, can.TextUnit, can.NeedsAccount, can.IdempotentPosts,
            can.Threads, can.Media,
            can.Edits, platform.Credentials.AddRange(platform.Keys), platform.SettingsSchema, ReplyRules.Schema.ToJsonString(),
            remotes.Find(platform.Platform));
    }
}
