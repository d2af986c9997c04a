using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>
/// What an account may spend, counted as its platform's adapter counts. What was spent before this process is read from the rows
/// once that is known.
/// </summary>
internal sealed class AccountRateBudget(
    AccountKey account, OutboxStore store, SpendingStore spendings, PlatformAdapters adapters, TimeProvider clock)
{
    private PlatformFacts? _platform;
    private Task<PlatformFacts>? _knowing;
    private ImmutableArray<RateWindow> _windows = [];
    private RateBudget _budget = new([]);

    /// <summary>How long until the next post may go, or null if it may now.</summary>
    public TimeSpan? NextIn => _budget.WaitFor(points: 1, clock.GetUtcNow());

    /// <summary>
    /// What the platform's adapter says of itself; what the account has spent is counted accordingly from then on.
    /// </summary>
    /// <exception cref="DependencyException">There is no adapter now.</exception>
    public Task<PlatformFacts> KnowPlatform() => _knowing is { IsCompleted: false } ? _knowing : _knowing = AskPlatform();

    /// <summary>Spends what a post costs, or answers how long to wait until that is allowed.</summary>
    public TimeSpan? TrySpend(int points) => _budget.TrySpend(points, clock.GetUtcNow());

    /// <summary>The platform said what is left.</summary>
    public void Apply(RateAllowance left, int points) => _budget.Apply(left, points);

    /// <summary>Nothing goes for so long: what holds one post of the account back holds all of them back.</summary>
    public void PauseFor(TimeSpan wait) => _budget.PauseUntil(clock.GetUtcNow() + wait);

    /// <summary>Spends points on something else than a post, and writes that down.</summary>
    /// <exception cref="LimitExceededException">There is not that much left now.</exception>
    public async Task SpendBesidePosts(int points)
    {
        if (await KnowPlatform() is not { IsRated: true })
            return;
        if (TrySpend(points) is { } wait)
        {
            throw new LimitExceededException(
                "platform.points",
                $"The account '{account.Account}' has used up its rate limit on {account.Platform}; it can continue in " +
                $"{wait.TotalSeconds:0} seconds.", wait);
        }
        await spendings.Write(account, points, _budget.Memory, CancellationToken.None);
    }

    // Another adapter, such as the next version of a plug-in, may count otherwise.
    private async Task<PlatformFacts> AskPlatform()
    {
        var platform = adapters.Require(account.Platform);
        if (ReferenceEquals(platform, _platform))
            return platform;
        var windows = platform.IsRated
            ? await adapters.Use<IRatedPlatform, ImmutableArray<RateWindow>>(
                account.Platform, rated => Task.FromResult(rated.RateWindows))
            : [];
        if (!windows.SequenceEqual(_windows))
            await RememberSpent(windows);
        _platform = platform;
        return platform;
    }

    private async Task RememberSpent(ImmutableArray<RateWindow> windows)
    {
        var budget = new RateBudget(windows);
        foreach (var (points, at) in await store.LoadSpent(account, budget.Memory, CancellationToken.None))
            budget.Note(points, at);
        (_windows, _budget) = (windows, budget);
    }
}
