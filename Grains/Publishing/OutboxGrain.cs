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
    OutboxStore store, PlatformAdapters adapters, IOptions<OutboxOptions> options, TimeProvider clock, ILogger<OutboxGrain> logger)
    : Grain, IOutboxGrain
{
    private const int RowsPerLook = 500;

    private readonly OutboxOptions _options = options.Value;
    private readonly Circuit _circuit = new(options.Value.CircuitThreshold, options.Value.CircuitPause);
    private readonly TokenBucketRateLimiter _bucket = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = options.Value.Burst,
        TokensPerPeriod = Math.Max(1, options.Value.PostsPerSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        QueueLimit = RowsPerLook,
    });
    private readonly QueueSchedule _schedule = new();
    private readonly Dictionary<Guid, PendingPost> _posts = [];
    private OutboxAddress _address = null!;
    private IRatedPlatform? _rated;
    private Allowance _allowance = new([]);
    private IGrainTimer? _retry;
    private Task? _loading;
    private bool _hasMoreRows;
    private int _senders;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _address = OutboxAddress.Parse(this.GetPrimaryKeyString());
        _rated = adapters.Find(_address.Platform) as IRatedPlatform;
        if (_rated is not null)
            await RememberSpent(_rated, cancellationToken);
        await Reload();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _bucket.DisposeAsync().AsTask();

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

    public async Task<OutboxStats> GetStats()
    {
        var counts = await store.Count(_address, CancellationToken.None);
        long Of(string status) => counts.GetValueOrDefault(status);
        return new OutboxStats(Of("pending") + Of("posting"), Of("posted"), Of("error"));
    }

    public async Task Retry(Guid postId)
    {
        if (!await store.Retry(_address, postId, CancellationToken.None))
            throw new ConflictException($"Post {postId} is not in error.");
        await GrainFactory.GetGrain<IOutboxGrain>(this.GetPrimaryKeyString()).Wake();
    }

    private async Task RememberSpent(IRatedPlatform rated, CancellationToken ct)
    {
        _allowance = new Allowance(rated.RateWindows);
        foreach (var (points, at) in await store.LoadSpent(_address, _allowance.Memory, ct))
            _allowance.Note(points, at);
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
        if (_posts.TryAdd(pending.Post.Id, pending))
            _schedule.Add(pending.Schedule(clock.GetUtcNow() + pending.DueIn));
    }

    private Task SendAllReady() =>
        Task.WhenAll(Enumerable.Range(0, _schedule.CountReady(clock.GetUtcNow(), _options.MaxConcurrentPosts)).Select(_ => SendReady()));

    // Every caller sends what is ready until nothing is; so there are never more senders than there were callers.
    private async Task SendReady()
    {
        if (_senders >= _options.MaxConcurrentPosts)
            return;
        _senders++;
        try
        {
            while (await Next() is { } post)
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

    private async Task<PendingPost?> Next()
    {
        if (_schedule.Count == 0 && _hasMoreRows)
            await Reload();
        var now = clock.GetUtcNow();
        if ((_circuit.OpenFor ?? _allowance.WaitFor(points: 1, now)) is { } pause)
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
        catch (StorageUnavailableException)
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
        var isRepeatable = adapters.Find(post.Platform)?.Capabilities.IdempotentPosts ?? true;
        if (pending.WasBegun && !isRepeatable)
        {
            const string Unknown = "An attempt was begun and its outcome is not known; the platform cannot tell a repeat.";
            await store.Failed(post.Id, ErrorClass.Permanent, Unknown, retryIn: null, CancellationToken.None);
            return null;
        }
        var points = _rated?.PointsFor(post);
        if (points is { } cost && _allowance.TrySpend(cost, clock.GetUtcNow()) is { } wait)
            return pending with { DueIn = wait };
        if (!isRepeatable && !await store.Begin(post.Id, CancellationToken.None))
            return null;
        using var permit = await _bucket.AcquireAsync();
        var outcome = await GrainFactory.GetGrain<IOutboundWorker>($"{_address.Tenant}/workers").Post(post, CancellationToken.None);
        if (outcome.Rate is { } told)
            _allowance.Hear(told, points ?? 1);
        if (outcome.IsDeferred)
            return await Defer(pending, outcome);
        _circuit.Record(outcome.Failure);
        if (outcome.Failure is { } failure)
            return await RecordFailure(pending, failure, outcome);
        await store.Posted(post.Id, outcome.ExternalId, points, CancellationToken.None);
        return null;
    }

    private async Task<PendingPost> Defer(PendingPost pending, PostOutcome outcome)
    {
        var wait = outcome.RetryAfter ?? _options.RetryBaseDelay;
        PublishingLog.PostDeferred(logger, pending.Post.Id, _address, wait, outcome.Error ?? "");
        // What holds one post of the account back holds all of them back.
        _allowance.PauseUntil(clock.GetUtcNow() + wait);
        await store.Defer(pending.Post.Id, outcome.Error ?? "", wait, CancellationToken.None);
        return pending with { DueIn = wait, WasBegun = false };
    }

    private async Task<PendingPost?> RecordFailure(PendingPost pending, ErrorClass failure, PostOutcome outcome)
    {
        var attempts = pending.Attempts + 1;
        var canRetry = failure is ErrorClass.Transient or ErrorClass.Health && attempts < _options.MaxAttempts;
        TimeSpan? retryIn = canRetry
            ? new Backoff(_options.RetryBaseDelay, _options.RetryMaxDelay).Delay(attempts, outcome.RetryAfter, Random.Shared)
            : null;
        PublishingLog.PostFailed(logger, pending.Post.Id, _address, failure, attempts, retryIn, outcome.Error ?? "");
        await store.Failed(pending.Post.Id, failure, outcome.Error ?? "", retryIn, CancellationToken.None);
        return retryIn is { } wait ? pending with { Attempts = attempts, DueIn = wait, WasBegun = false } : null;
    }

    private void WakeIn(TimeSpan wait)
    {
        if (_retry is null)
            _retry = this.RegisterGrainTimer(_ => SendAllReady(), new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        else
            _retry.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
