using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Sanctum.Approvals;
using Sanctum.Budgets;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Policies;

namespace Sanctum.Publishing;

/// <summary>Makes attempts to send posts of one account, and writes down what became of each.</summary>
internal sealed class PostSender(
    AccountKey account, IOutboundWorker worker, AccountRateBudget budget, DeliveryHealth health, FallbackRoute fallbacks,
    PostPolicy policy, PostFees fees, ApprovalWaits waits, OutboxStore store, OutboxAdminStore admin, PlatformAdapters adapters,
    OutboxMeter meter, OutboxOptions options, ILogger logger)
    : IAsyncDisposable
{
    private readonly Backoff _backoff = new(options.RetryBaseDelay, options.RetryMaxDelay);
    private readonly TokenBucketRateLimiter _bucket = new(PostRate.Of(options));

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    /// <summary>Makes one attempt, if the post may go now.</summary>
    /// <returns>The post as it waits now; null if it has ended here.</returns>
    public async Task<PendingPost?> Attempt(PendingPost pending)
    {
        var post = pending.Post;
        PlatformFacts platform;
        int? points;
        try
        {
            platform = await budget.KnowPlatform();
            points = platform.IsRated
                ? await adapters.Use<IRatedPlatform, int>(post.Platform, rated => Task.FromResult(rated.PointsFor(post)))
                : null;
        }
        catch (DependencyException absent)
        {
            return await WaitForPlatform(pending, absent);
        }
        var fallback = await fallbacks.Find(pending, platform);
        if (health.OpenFor is { } open)
        {
            var cause = $"Its posts have failed for {health.FailingFor.TotalSeconds:0} seconds.";
            return fallback is { } instead && health.MayFallBack && pending.Attempts == 0 && !pending.IsDoubtful
                ? await PassOn(pending, instead, cause)
                : pending with { DueIn = open };
        }
        var isRepeatable = platform.Capabilities.IdempotentPosts;
        if (pending.WasBegun && !isRepeatable)
        {
            const string Unknown = "The outcome of an attempt is unknown, and the platform cannot detect a repeat.";
            await store.Failed(post.Id, ErrorClass.Permanent, Unknown, isDoubtful: true, retryIn: null, CancellationToken.None);
            return null;
        }
        // What was begun may be there already; only the platform can say.
        try
        {
            if (!pending.WasBegun && await policy.FindRefusal(account.Tenant, post) is { } refusal)
                return await Refuse(pending, refusal);
        }
        catch (ApprovalRequiredException required)
        {
            return await WaitForApproval(pending, required);
        }
        if (!pending.WasBegun && await fees.Reserve(account.Tenant, post) is { } unpaid)
            return await Refuse(pending, unpaid);
        if (points is { } cost && budget.TrySpend(cost) is { } wait)
        {
            await fees.Release(account.Tenant, post);
            return pending with { DueIn = wait };
        }
        // Where it may go elsewhere afterwards, an attempt that a crash cuts off must be known to the next process.
        if ((!isRepeatable || fallback is not null) && !pending.WasBegun && !await store.Begin(post.Id, CancellationToken.None))
            return null;
        return await Post(pending, points, fallback);
    }

    private async Task<PendingPost?> Post(PendingPost pending, int? points, AccountKey? fallback)
    {
        using var permit = await _bucket.AcquireAsync();
        var isAway = health.FailingFor > TimeSpan.Zero;
        var outcome = await worker.Post(pending.Post, CancellationToken.None);
        if (outcome.Rate is { } left)
            budget.Apply(left, points ?? 1);
        meter.Attempted(account.Platform, outcome);
        await fees.End(account.Tenant, pending.Post, outcome);
        if (outcome.IsDeferred)
            return await Defer(pending, outcome);
        health.Record(outcome.Failure);
        if (outcome is { IsRefusal: true, Failure: ErrorClass.Permanent } && fallback is { } other && !pending.IsDoubtful)
            return await PassOn(pending, other, outcome.Error ?? "");
        // The platform is away for all posts; this one only happened to ask whether it is back.
        if (isAway && outcome.Failure is ErrorClass.Transient
            && health.OpenFor is { } stillOpen && health.FailingFor < options.OutagePatience)
            return await Postpone(pending, outcome, stillOpen);
        if (outcome.Failure is { } failure)
            return await RecordFailure(pending, failure, outcome);
        await store.Posted(pending.Post.Id, outcome.ExternalId, points, CancellationToken.None);
        return null;
    }

    private async Task<PendingPost?> Refuse(PendingPost pending, PostRefusal refusal)
    {
        var reason = $"{PolicyActions.PublishPost} is denied: {refusal.Reason}";
        if (refusal.IsUndecided)
            return await Postpone(pending, PostOutcome.Deferred(reason, options.RetryBaseDelay), options.RetryBaseDelay);
        if (refusal.IsByPerson)
        {
            await admin.Discard(account, pending.Post.Id, reason, CancellationToken.None);
            return null;
        }
        await store.Failed(
            pending.Post.Id, ErrorClass.Permanent, reason, pending.IsDoubtful, retryIn: null, CancellationToken.None);
        return null;
    }

    private async Task<PendingPost?> Refuse(PendingPost pending, BudgetRefusal refusal)
    {
        if (refusal.Wait is { } wait)
            return await Postpone(pending, PostOutcome.Deferred(refusal.Reason, wait), wait);
        await store.Failed(
            pending.Post.Id, ErrorClass.Permanent, refusal.Reason, pending.IsDoubtful, retryIn: null, CancellationToken.None);
        return null;
    }

    // The posts of its session wait behind it.
    private async Task<PendingPost?> WaitForApproval(PendingPost pending, ApprovalRequiredException required)
    {
        var post = pending.Post;
        var wait = await waits.Add(account.Tenant, required, WaitingPosts.NameOf(post.Id), post.SessionId, post.Id);
        await store.WaitForApproval(post.Id, required.ApprovalId, required.Message, wait, CancellationToken.None);
        return pending with { DueIn = wait };
    }

    // What the row says of an attempt that was begun is left as it is.
    private async Task<PendingPost> WaitForPlatform(PendingPost pending, DependencyException absent)
    {
        var wait = absent.RetryAfter ?? options.RetryBaseDelay;
        if (!pending.WasBegun)
            return await Defer(pending, PostOutcome.Deferred(absent.Message, wait));
        budget.PauseFor(wait);
        return pending with { DueIn = wait };
    }

    private async Task<PendingPost> Defer(PendingPost pending, PostOutcome outcome)
    {
        var wait = outcome.RetryAfter ?? options.RetryBaseDelay;
        budget.PauseFor(wait);
        return await Postpone(pending, outcome, wait);
    }

    // No attempt is counted.
    private async Task<PendingPost> Postpone(PendingPost pending, PostOutcome outcome, TimeSpan wait)
    {
        PublishingLog.PostDeferred(logger, pending.Post.Id, account, wait, outcome.Error ?? "");
        var isDoubtful = pending.IsDoubtful || !outcome.IsRefusal;
        await store.Defer(pending.Post.Id, outcome.Error ?? "", isDoubtful, wait, CancellationToken.None);
        return pending with { DueIn = wait, WasBegun = false, HasDoubtfulAttempt = isDoubtful };
    }

    private async Task<PendingPost?> PassOn(PendingPost pending, AccountKey fallback, string cause)
    {
        await fallbacks.PassOn(pending, fallback, cause);
        return null;
    }

    private async Task<PendingPost?> RecordFailure(PendingPost pending, ErrorClass failure, PostOutcome outcome)
    {
        var attempts = pending.Attempts + 1;
        var canRetry = failure is ErrorClass.Transient or ErrorClass.Health && attempts < options.MaxAttempts;
        TimeSpan? retryIn = canRetry ? _backoff.Delay(attempts, outcome.RetryAfter) : null;
        PublishingLog.PostFailed(logger, pending.Post.Id, account, failure, attempts, retryIn, outcome.Error ?? "");
        var isDoubtful = pending.IsDoubtful || !outcome.IsRefusal;
        await store.Failed(pending.Post.Id, failure, outcome.Error ?? "", isDoubtful, retryIn, CancellationToken.None);
        return retryIn is { } wait
            ? pending with { Attempts = attempts, DueIn = wait, WasBegun = false, HasDoubtfulAttempt = isDoubtful }
            : null;
    }
}
