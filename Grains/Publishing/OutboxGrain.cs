using System.Collections.Immutable;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Queues;

namespace Sanctum.Publishing;

/// <summary>
/// Sends the posts of one account: those of one session in order, those of several at once, as fast as the account's bucket
/// allows. Its memory is a cache of the rows that wait.
/// </summary>
internal sealed class OutboxGrain(
    OutboxStore store, OutboxCareStore care, SpendingStore spendings, OutboxPulses pulses, OutboxMeter meter, PlatformAdapters adapters,
    IOptions<OutboxOptions> options, TimeProvider clock, ILogger<OutboxGrain> logger)
    : Grain, IOutboxGrain
{
    private const int RowsPerLook = 500;

    private readonly OutboxOptions _options = options.Value;
    private readonly OutboxPulse _pulse = new(options.Value);
    private readonly TokenBucketRateLimiter _bucket = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = options.Value.Burst,
        TokensPerPeriod = Math.Max(1, options.Value.PostsPerSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        QueueLimit = RowsPerLook,
    });
    private readonly QueueSchedule _schedule = new();
    private readonly Dictionary<Guid, PendingPost> _posts = [];
    // What is on its way here, a call or rows that are being read, may still bring them.
    private readonly HashSet<Guid> _discarded = [];
    private AccountKey _address;
    private PlatformFacts? _platform;
    private Task<PlatformFacts>? _knowing;
    private ImmutableArray<RateWindow> _windows = [];
    private Allowance _allowance = new([]);
    private IGrainTimer? _retry;
    private Task? _loading;
    private bool _hasMoreRows;
    private int _senders;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _address = AccountKey.Parse(this.GetPrimaryKeyString());
        pulses.Watch(_address, _pulse);
        await Reload();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        pulses.Forget(_address, _pulse);
        return _bucket.DisposeAsync().AsTask();
    }

    public Task Send(OutboundPost post, long position)
    {
        // Behind rows that memory does not hold yet it waits for its turn.
        if (!_hasMoreRows)
            Add(new PendingPost(post, position));
        return SendReady();
    }

    public async Task Wake()
    {
        try
        {
            await Reload();
        }
        catch (StorageUnavailableException exception)
        {
            PublishingLog.DrainStopped(logger, exception, _address);
            return;
        }
        await SendAllReady();
    }

    public Task<OutboxPace> GetPace() => Task.FromResult(new OutboxPace(
        _pulse.Health, _pulse.BatchSize, _options.MaxConcurrentPosts, _senders, _pulse.OpenFor, _allowance.WaitFor(points: 1, clock.GetUtcNow())));

    public async Task Spend(int points)
    {
        if (await KnowPlatform() is not { IsRated: true })
            return;
        if (_allowance.TrySpend(points, clock.GetUtcNow()) is { } wait)
        {
            throw new LimitExceededException(
                "platform.points", $"The account '{_address.Account}' has spent what {_address.Platform} allows; there is more in {wait.TotalSeconds:0} seconds.", wait);
        }
        await spendings.Write(_address, points, _allowance.Memory, CancellationToken.None);
    }

    public async Task<bool> Discard(Guid postId, string reason)
    {
        // What is known but does not wait is being sent.
        if (_posts.TryGetValue(postId, out var pending) && !_schedule.Contains(postId))
            return false;
        _discarded.Add(postId);
        if (pending is not null)
            Forget(pending);
        var isDiscarded = false;
        try
        {
            return isDiscarded = await care.Discard(_address, postId, reason, CancellationToken.None);
        }
        finally
        {
            if (!isDiscarded)
                _discarded.Remove(postId);
        }
    }

    private Task<PlatformFacts> KnowPlatform() => _knowing ??= AskPlatform();

    // Another adapter, such as the next version of a plug-in, may count otherwise.
    private async Task<PlatformFacts> AskPlatform()
    {
        await Task.Yield();
        try
        {
            var platform = adapters.Require(_address.Platform);
            if (ReferenceEquals(platform, _platform))
                return platform;
            var windows = platform.IsRated
                ? await adapters.Use<IRatedPlatform, ImmutableArray<RateWindow>>(_address.Platform, rated => Task.FromResult(rated.RateWindows))
                : [];
            if (!windows.SequenceEqual(_windows))
                await RememberSpent(windows);
            _platform = platform;
            return platform;
        }
        finally
        {
            _knowing = null;
        }
    }

    private async Task RememberSpent(ImmutableArray<RateWindow> windows)
    {
        var allowance = new Allowance(windows);
        foreach (var (points, at) in await store.LoadSpent(_address, allowance.Memory, CancellationToken.None))
            allowance.Note(points, at);
        (_windows, _allowance) = (windows, allowance);
    }

    private Task Reload() => _loading ??= Load();

    // Rows are added to what memory knows, never taken from it: a post that is under way while the rows are read looks like
    // one that waits.
    private async Task Load()
    {
        await Task.Yield();
        try
        {
            var known = _posts.Keys.ToHashSet();
            var rows = await store.LoadPending(_address, RowsPerLook, CancellationToken.None);
            foreach (var row in rows.Where(row => !known.Contains(row.Post.Id)))
                Add(row);
            _hasMoreRows = rows.Length == RowsPerLook;
        }
        finally
        {
            _loading = null;
        }
    }

    private void Add(PendingPost pending)
    {
        if (!_discarded.Contains(pending.Post.Id) && _posts.TryAdd(pending.Post.Id, pending))
            _schedule.Add(pending.Schedule(clock.GetUtcNow() + pending.DueIn));
    }

    private void Forget(PendingPost pending)
    {
        _schedule.Remove(pending.Post.Id, pending.Post.SessionId);
        _posts.Remove(pending.Post.Id);
    }

    private Task SendAllReady() =>
        Task.WhenAll(Enumerable.Range(0, _schedule.CountReady(clock.GetUtcNow(), _options.MaxConcurrentPosts)).Select(_ => SendReady()));

    // Every caller sends what is ready until nothing is; so there are never more senders than there were callers.
    private async Task SendReady()
    {
        if (_senders >= MostSenders)
            return;
        _senders++;
        try
        {
            while (_senders <= MostSenders && await Next() is { } post)
                await Send(post);
        }
        catch (StorageUnavailableException exception)
        {
            PublishingLog.DrainStopped(logger, exception, _address);
        }
        finally
        {
            _senders--;
        }
    }

    // While nothing may go out, one of them knows when that will be over.
    private int MostSenders => Math.Max(1, _pulse.BatchSize);

    private async Task<PendingPost?> Next()
    {
        if (_schedule.Count == 0 && _hasMoreRows)
            await Reload();
        var now = clock.GetUtcNow();
        if ((CircuitWait ?? _allowance.WaitFor(points: 1, now)) is { } pause)
        {
            WakeIn(pause);
            return null;
        }
        if (_schedule.TakeNext(now) is { } next)
            return _posts[next.Id];
        if (_schedule.NextDue(now) is { } due)
            WakeIn(due - now);
        return null;
    }

    private async Task Send(PendingPost pending)
    {
        try
        {
            var waiting = await Attempt(pending);
            _posts.Remove(pending.Post.Id);
            if (waiting is not null)
                Add(waiting);
        }
        catch
        {
            // What became of it, the rows will say.
            _posts.Remove(pending.Post.Id);
            throw;
        }
        finally
        {
            _schedule.Free(pending.Post.SessionId);
        }
    }

    /// <returns>The post as it waits now; null if it has ended.</returns>
    private async Task<PendingPost?> Attempt(PendingPost pending)
    {
        var post = pending.Post;
        PlatformFacts platform;
        int? points;
        try
        {
            platform = await KnowPlatform();
            points = platform.IsRated ? await adapters.Use<IRatedPlatform, int>(post.Platform, rated => Task.FromResult(rated.PointsFor(post))) : null;
        }
        catch (DependencyException absent)
        {
            return await WaitForPlatform(pending, absent);
        }
        var fallback = await FindFallback(pending, platform);
        if (_pulse.OpenFor is { } open)
        {
            var cause = $"Its posts have failed for {_pulse.FailingFor.TotalSeconds:0} seconds.";
            return fallback is { } instead && pending.Attempts == 0 && !pending.IsDoubtful ? await FallBack(pending, instead, cause) : pending with { DueIn = open };
        }
        var isRepeatable = platform.Capabilities.IdempotentPosts;
        if (pending.WasBegun && !isRepeatable)
        {
            const string Unknown = "An attempt was begun and its outcome is not known; the platform cannot tell a repeat.";
            await store.Failed(post.Id, ErrorClass.Permanent, Unknown, isDoubtful: true, retryIn: null, CancellationToken.None);
            return null;
        }
        if (points is { } cost && _allowance.TrySpend(cost, clock.GetUtcNow()) is { } wait)
            return pending with { DueIn = wait };
        // Where it may go elsewhere afterwards, an attempt that a crash cuts off must be known to the next process.
        if ((!isRepeatable || fallback is not null) && !pending.WasBegun && !await store.Begin(post.Id, CancellationToken.None))
            return null;
        using var permit = await _bucket.AcquireAsync();
        var outcome = await GrainFactory.GetGrain<IOutboundWorker>($"{_address.Tenant}/workers").Post(post, CancellationToken.None);
        if (outcome.Rate is { } told)
            _allowance.Hear(told, points ?? 1);
        meter.Attempted(_address.Platform, outcome);
        if (outcome.IsDeferred)
            return await Defer(pending, outcome);
        Record(outcome.Failure);
        if (outcome is { IsRefusal: true, Failure: ErrorClass.Permanent } && fallback is { } other && !pending.IsDoubtful)
            return await FallBack(pending, other, outcome.Error ?? "");
        if (outcome.Failure is { } failure)
            return await RecordFailure(pending, failure, outcome);
        await store.Posted(post.Id, outcome.ExternalId, points, CancellationToken.None);
        return null;
    }

    private void Record(ErrorClass? failure)
    {
        var before = _pulse.BatchSize;
        _pulse.Record(failure);
        // Those who sent what could not be sent at once have gone by now.
        if (_pulse.BatchSize > before && _schedule.Count > 0)
            WakeIn(TimeSpan.Zero);
    }

    // What the row says of an attempt that was begun is left as it is.
    private async Task<PendingPost> WaitForPlatform(PendingPost pending, DependencyException absent)
    {
        var wait = absent.RetryAfter ?? _options.RetryBaseDelay;
        if (!pending.WasBegun)
            return await Defer(pending, PostOutcome.Deferred(absent.Message, wait));
        _allowance.PauseUntil(clock.GetUtcNow() + wait);
        return pending with { DueIn = wait };
    }

    private async Task<PendingPost> Defer(PendingPost pending, PostOutcome outcome)
    {
        var wait = outcome.RetryAfter ?? _options.RetryBaseDelay;
        PublishingLog.PostDeferred(logger, pending.Post.Id, _address, wait, outcome.Error ?? "");
        // What holds one post of the account back holds all of them back.
        _allowance.PauseUntil(clock.GetUtcNow() + wait);
        var isDoubtful = pending.IsDoubtful || !outcome.IsRefusal;
        await store.Defer(pending.Post.Id, outcome.Error ?? "", isDoubtful, wait, CancellationToken.None);
        return pending with { DueIn = wait, WasBegun = false, HasDoubtfulAttempt = isDoubtful };
    }

    // When it has failed for long, what was never tried may go elsewhere, and so is looked at although the circuit is open.
    private TimeSpan? CircuitWait => _pulse.OpenFor is not { } open || _options.FallbackAfter - _pulse.FailingFor is not { Ticks: > 0 } patience
        ? null
        : open < patience ? open : patience;

    private async Task<AccountKey?> FindFallback(PendingPost pending, PlatformFacts platform) => pending.IsFallback || !platform.Capabilities.NeedsAccount
        ? null
        : await GrainFactory.GetGrain<IPlatformAccountGrain>(this.GetPrimaryKeyString()).GetFallback();

    /// <returns>Nothing: the post is not of this outbox any more.</returns>
    private async Task<PendingPost?> FallBack(PendingPost pending, AccountKey fallback, string cause)
    {
        PublishingLog.FellBack(logger, pending.Post.Id, _address, fallback, cause);
        if (await store.FallBack(pending.Post.Id, fallback, cause, CancellationToken.None))
            await GrainFactory.GetGrain<IOutboxGrain>(fallback.ToString()).Wake();
        return null;
    }

    private async Task<PendingPost?> RecordFailure(PendingPost pending, ErrorClass failure, PostOutcome outcome)
    {
        var attempts = pending.Attempts + 1;
        var canRetry = failure is ErrorClass.Transient or ErrorClass.Health && attempts < _options.MaxAttempts;
        TimeSpan? retryIn = canRetry
            ? new Backoff(_options.RetryBaseDelay, _options.RetryMaxDelay).Delay(attempts, outcome.RetryAfter, Random.Shared)
            : null;
        PublishingLog.PostFailed(logger, pending.Post.Id, _address, failure, attempts, retryIn, outcome.Error ?? "");
        var isDoubtful = pending.IsDoubtful || !outcome.IsRefusal;
        await store.Failed(pending.Post.Id, failure, outcome.Error ?? "", isDoubtful, retryIn, CancellationToken.None);
        return retryIn is { } wait ? pending with { Attempts = attempts, DueIn = wait, WasBegun = false, HasDoubtfulAttempt = isDoubtful } : null;
    }

    private void WakeIn(TimeSpan wait)
    {
        if (_retry is null)
            _retry = this.RegisterGrainTimer(_ => SendAllReady(), new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        else
            _retry.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
