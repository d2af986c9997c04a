using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Approvals;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Platforms;
using Sanctum.Settings;
using Sanctum.Tenants;

namespace Sanctum.Publishing;

/// <summary>
/// Sends the posts of one account: those of one session in order, those of several at once, as fast as the account's bucket, its
/// allowance and its platform let it.
/// </summary>
[GrainType("outbox")]
internal sealed class OutboxGrain(
    OutboxStore store, OutboxAdminStore admin, SpendingStore spendings, DeliveryHealthRegister accounts, OutboxMeter meter,
    PostPolicy policy, PostFees fees, ApprovalWaits waits, PlatformAdapters adapters,
    MessageModes modes, TenantList tenants, IOptions<OutboxOptions> options, TimeProvider clock, ILogger<OutboxGrain> logger)
    : Grain, IOutboxGrain
{
    // How soon posts that test mode or a suspended tenant holds back go out once that has ended.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly OutboxOptions _options = options.Value;
    private AccountKey _account;
    private OutboxCache _cache = null!;
    private DeliveryHealth _health = null!;
    private AccountRateBudget _budget = null!;
    private PostSender _sender = null!;
    private OneShotTimer _retry = null!;
    private int _senders;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _account = AccountKey.Parse(this.GetPrimaryKeyString());
        _cache = new OutboxCache(limit => store.LoadPending(_account, limit, CancellationToken.None), clock);
        _health = new DeliveryHealth(_options, widened: CallSendersBack);
        _budget = new AccountRateBudget(_account, store, spendings, adapters, clock);
        var worker = GrainFactory.GetGrain<IOutboundWorker>($"{_account.Tenant}/workers");
        var fallbacks = new FallbackRoute(_account, store, GrainFactory, logger);
        _sender = new PostSender(
            _account, worker, _budget, _health, fallbacks, policy, fees, waits, store, admin, adapters, meter, _options, logger);
        _retry = new OneShotTimer(this, SendAllReady);
        accounts.Watch(_account, _health);
        return _cache.Reload();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        accounts.Forget(_account, _health);
        return _sender.DisposeAsync().AsTask();
    }

    public Task Send(OutboundPost post, long position)
    {
        _cache.TakeIn(post, position);
        return SendReady();
    }

    public async Task Wake()
    {
        try
        {
            await _cache.Reload();
        }
        catch (StorageUnavailableException exception)
        {
            PublishingLog.SendingStopped(logger, exception, _account);
            return;
        }
        await SendAllReady();
    }

    public Task<OutboxPace> GetPace() => Task.FromResult(new OutboxPace(
        _health.Health, _health.BatchSize, _options.MaxConcurrentPosts, _senders, _health.OpenFor, _budget.NextIn));

    public Task Spend(int points) => points >= 0
        ? _budget.SpendBesidePosts(points)
        : throw new InvalidRequestException("points", $"{points} is below 0.");

    public async Task<bool> Reconsider(Guid postId)
    {
        if (!_cache.TryWithdraw(postId))
            return false;
        _cache.Readmit(postId);
        await _cache.ReadAgain();
        _retry.Set(TimeSpan.Zero);
        return true;
    }

    public async Task<bool> Discard(Guid postId, string reason)
    {
        if (!_cache.TryWithdraw(postId))
            return false;
        var isDiscarded = false;
        try
        {
            return isDiscarded = await admin.Discard(_account, postId, reason, CancellationToken.None);
        }
        finally
        {
            if (!isDiscarded)
                _cache.Readmit(postId);
        }
    }

    private Task SendAllReady() =>
        Task.WhenAll(
            Enumerable.Range(0, _cache.CountReady(clock.GetUtcNow(), _options.MaxConcurrentPosts)).Select(_ => SendReady()));

    // Every caller sends what is ready until nothing is; so there are never more senders than there were callers.
    private async Task SendReady()
    {
        if (_senders >= MaxSenders)
            return;
        _senders++;
        try
        {
            while (_senders <= MaxSenders && await Next() is { } post)
                await Send(post);
        }
        catch (StorageUnavailableException exception)
        {
            PublishingLog.SendingStopped(logger, exception, _account);
        }
        finally
        {
            _senders--;
        }
    }

    // While nothing may go out, one of them knows when that will be over.
    private int MaxSenders => Math.Max(1, _health.BatchSize);

    private async Task<PendingPost?> Next()
    {
        await _cache.EnsureWaiting();
        if (_cache.HasWaiting && await IsHeldBack())
            return null;
        var now = clock.GetUtcNow();
        if ((_health.NextLookIn ?? _budget.NextIn) is { } pause)
        {
            _retry.Set(pause);
            return null;
        }
        if (_cache.TakeNext(now) is { } next)
            return next;
        if (_cache.NextDue(now) is { } due)
            _retry.Set(due - now);
        return null;
    }

    // The rows stay as they are: no attempt is begun.
    private async Task<bool> IsHeldBack()
    {
        try
        {
            if (!await tenants.IsSuspended(_account.Tenant) && await modes.Of(_account.Tenant) != MessageMode.Test)
                return false;
        }
        catch (Exception exception) when (exception is StorageUnavailableException or OrleansException or TimeoutException)
        {
            PublishingLog.SendingStopped(logger, exception, _account);
        }
        _retry.Set(LookAgain);
        return true;
    }

    private async Task Send(PendingPost pending)
    {
        // What became of it if the rows are away, they will say.
        PendingPost? waiting = null;
        try
        {
            waiting = await _sender.Attempt(pending);
        }
        finally
        {
            _cache.PutBack(pending, waiting);
        }
    }

    // Those who sent what could not be sent at once have gone by now.
    private void CallSendersBack()
    {
        if (_cache.HasWaiting)
            _retry.Set(TimeSpan.Zero);
    }
}
