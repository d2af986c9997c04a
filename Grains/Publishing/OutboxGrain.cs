using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>
/// Sends the posts of one account: those of one session in order, those of several at once, as fast as the account's bucket
/// allows. One drain runs at a time; a wake-up that comes meanwhile makes it look at the rows once more.
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
    private OutboxAddress _address = null!;
    private IRatedPlatform? _rated;
    private Allowance _allowance = new([]);
    private IGrainTimer? _retry;
    private bool _isDraining;
    private bool _lookAgain;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _address = OutboxAddress.Parse(this.GetPrimaryKeyString());
        _rated = adapters.Find(_address.Platform) as IRatedPlatform;
        if (_rated is null)
            return;
        _allowance = new Allowance(_rated.RateWindows);
        foreach (var (points, at) in await store.LoadSpent(_address, _allowance.Memory, cancellationToken))
            _allowance.Note(points, at);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _bucket.DisposeAsync().AsTask();

    public async Task Wake()
    {
        _lookAgain = true;
        if (_isDraining)
            return;
        _isDraining = true;
        try
        {
            while (_lookAgain)
            {
                _lookAgain = false;
                await Drain();
            }
        }
        catch (StorageUnavailableException exception)
        {
            PublishingLog.DrainStopped(logger, exception, _address);
        }
        finally
        {
            _isDraining = false;
        }
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

    private async Task Drain()
    {
        if ((_circuit.OpenFor ?? _allowance.WaitFor(points: 1, clock.GetUtcNow())) is { } pause)
        {
            WakeIn(pause);
            return;
        }
        var pending = await store.LoadPending(_address, RowsPerLook, CancellationToken.None);
        var sessions = pending.GroupBy(item => item.Post.SessionId).Where(items => items.First().DueIn <= TimeSpan.Zero).ToList();
        foreach (var wave in sessions.Chunk(_options.MaxConcurrentPosts))
            await Task.WhenAll(wave.Select(SendInOrder));
        var later = pending.Where(item => item.DueIn > TimeSpan.Zero).Select(item => item.DueIn).DefaultIfEmpty(TimeSpan.Zero).Min();
        if (later > TimeSpan.Zero)
            WakeIn(later);
        _lookAgain |= pending.Length == RowsPerLook && sessions.Count > 0;
    }

    private async Task SendInOrder(IEnumerable<PendingPost> posts)
    {
        foreach (var post in posts)
        {
            if (post.DueIn > TimeSpan.Zero || _circuit.OpenFor is not null || !await Send(post))
                return;
        }
    }

    /// <returns>Whether the session's next post may go.</returns>
    private async Task<bool> Send(PendingPost pending)
    {
        var post = pending.Post;
        var isRepeatable = adapters.Find(post.Platform)?.Capabilities.IdempotentPosts ?? true;
        if (pending.WasBegun && !isRepeatable)
        {
            const string Unknown = "An attempt was begun and its outcome is not known; the platform cannot tell a repeat.";
            await store.Failed(post.Id, ErrorClass.Permanent, Unknown, retryIn: null, CancellationToken.None);
            return true;
        }
        var points = _rated?.PointsFor(post);
        if (points is { } cost && _allowance.TrySpend(cost, clock.GetUtcNow()) is { } wait)
        {
            WakeIn(wait);
            return false;
        }
        if (!isRepeatable)
            await store.Begin(post.Id, CancellationToken.None);
        using var lease = await _bucket.AcquireAsync();
        var outcome = await GrainFactory.GetGrain<IOutboundWorker>($"{_address.Tenant}/workers").Post(post, CancellationToken.None);
        if (outcome.Rate is { } told)
            _allowance.Hear(told, points ?? 1);
        if (outcome.IsDeferred)
            return await Defer(post, outcome);
        _circuit.Record(outcome.Failure);
        if (outcome.Failure is not { } failure)
        {
            await store.Posted(post.Id, outcome.ExternalId, points, CancellationToken.None);
            return true;
        }
        return await RecordFailure(pending, failure, outcome);
    }

    private async Task<bool> Defer(OutboundPost post, PostOutcome outcome)
    {
        var wait = outcome.RetryAfter ?? _options.RetryBaseDelay;
        PublishingLog.PostDeferred(logger, post.Id, _address, wait, outcome.Error ?? "");
        // What holds one post of the account back holds all of them back.
        _allowance.PauseUntil(clock.GetUtcNow() + wait);
        await store.Defer(post.Id, outcome.Error ?? "", wait, CancellationToken.None);
        WakeIn(wait);
        return false;
    }

    private async Task<bool> RecordFailure(PendingPost pending, ErrorClass failure, PostOutcome outcome)
    {
        var attempts = pending.Attempts + 1;
        var canRetry = failure is ErrorClass.Transient or ErrorClass.Health && attempts < _options.MaxAttempts;
        TimeSpan? retryIn = canRetry
            ? new Backoff(_options.RetryBaseDelay, _options.RetryMaxDelay).Delay(attempts, outcome.RetryAfter, Random.Shared)
            : null;
        PublishingLog.PostFailed(logger, pending.Post.Id, _address, failure, attempts, retryIn, outcome.Error ?? "");
        await store.Failed(pending.Post.Id, failure, outcome.Error ?? "", retryIn, CancellationToken.None);
        if (retryIn is { } wait)
            WakeIn(wait);
        return retryIn is null;
    }

    private void WakeIn(TimeSpan wait)
    {
        if (_retry is null)
            _retry = this.RegisterGrainTimer(_ => Wake(), new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        else
            _retry.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
