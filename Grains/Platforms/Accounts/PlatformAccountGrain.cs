using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Tenants;
using Sanctum.Turns;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// An account on a platform. It is reentrant, because its calls wait for the platform most of the time; every write of its row
/// names the version that it replaces.
/// </summary>
[Reentrant, GrainType("platformaccount")]
internal sealed class PlatformAccountGrain(
    PlatformAdapters adapters,
    AccountStore store,
    LoginStore sessions,
    AdmissionStore admissions,
    AccountSecrets secrets,
    ProfileCache profiles,
    TenantList tenants,
    IOptions<PlatformOptions> options,
    TimeProvider clock,
    ILogger<PlatformAccountGrain> logger) : Grain, IPlatformAccountGrain, IRemindable
{
    private const string ReminderName = "poll";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly PlatformOptions _options = options.Value;
    private AccountKey _key;
    private AccountCache _cache = null!;
    private PlatformCalls _calls = null!;
    private LoginKeeper _session = null!;
    private AccessBatcher _access = null!;
    private AccountRegistrar _registrar = null!;
    private AccountAdmission _admission = null!;
    private ReceiveLoop _receiver = null!;
    private DeliveryBatcher _deliveries = null!;
    private AccountRecovery _recovery = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = AccountKey.Parse(this.GetPrimaryKeyString());
        _cache = new AccountCache(_key, store, _options, clock, logger);
        _session = new LoginKeeper(_key, adapters, sessions, secrets, _options, clock, logger);
        _access = new AccessBatcher(_cache, _session, adapters, _options);
        _registrar = new AccountRegistrar(_cache, store, _session, _access, secrets, adapters, GrainFactory);
        _calls = new PlatformCalls(_key, _access.Open, _access.Renew, _cache.Fail, _options);
        _admission = new AccountAdmission(
            _cache, new AdmissionBatcher(_key, admissions, clock, logger), adapters, _calls, _options);
        _deliveries = new DeliveryBatcher(_cache, store, GrainFactory, clock, logger);
        _recovery = new AccountRecovery(_cache, _deliveries, admissions, adapters, _calls, _options, clock);
        _receiver = Receiver();
        await _cache.Read(cancellationToken);
        if (_cache.Row is not null)
            await _cache.Change(row => row.Credentials is { } credentials && secrets.Renew(_key, credentials) is { } renewed
                ? row with { Credentials = renewed }
                : null);
        _receiver.Start();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _receiver.Stop();
        return _receiver.Ended.WaitAsync(cancellationToken);
    }

    public async Task<ConnectedAccount> Connect(AccountConnection connection)
    {
        await _registrar.Connect(connection);
        await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
        _receiver.Start();
        return Describe();
    }

    public async Task<ConnectedAccount> Change(AccountChange change)
    {
        await _registrar.Change(change);
        if (change.Credentials is not null || change.Settings is not null)
            await profiles.Remove(_key);
        _receiver.Stop();
        return await Continue();
    }

    public async Task<ConnectedAccount> Get()
    {
        Require();
        await _session.Load();
        return Describe();
    }

    public async Task<ConnectedAccount> Pause(string reason)
    {
        Require();
        if (await _cache.Change(row => row.Status == AccountStatus.Paused
                ? null
                : row with { Status = AccountStatus.Paused, StatusReason = reason }))
        {
            _receiver.Stop();
            AccountLog.Paused(logger, _key, reason);
        }
        return Describe();
    }

    public async Task<ConnectedAccount> Resume()
    {
        Require();
        await _cache.Change(
            row => row.Status == AccountStatus.Active ? null : row with { Status = AccountStatus.Active, StatusReason = null });
        return await Continue();
    }

    public async Task Disconnect()
    {
        Require();
        await store.Delete(_key, CancellationToken.None);
        await profiles.Remove(_key);
        if (await this.GetReminder(ReminderName) is { } reminder)
            await this.UnregisterReminder(reminder);
        _cache.Hold(null);
        _receiver.Stop();
        DeactivateOnIdle();
    }

    public async Task<int> Poll() => (await PollNow()).Waiting;

    public async Task<PollReport> PollNow()
    {
        _cache.RequireActive();
        var polled = await _receiver.Poll();
        return polled.Failure is null ? new PollReport(polled.Waiting, polled.NotAsked) : throw polled.Failure;
    }

    public Task<RecoveryReport> Recover(DateTimeOffset since, bool isDryRun)
    {
        Require();
        return _recovery.Run(since, isDryRun, () => _session.Record?.Subject);
    }

    public async Task Refuse(string reason)
    {
        await _cache.Fail(FailureText.Of(reason));
        _receiver.Stop();
    }

    public async Task<DeliveryReceipt> Receive(WebhookDelivery delivery)
    {
        var row = Require();
        if (!adapters.Require(_key.Platform).Can(PlatformOperations.Webhook))
            throw new NotFoundException("webhook of the platform", _key.Platform);
        var account = _calls.Describe(await _access.Open(row));
        using var timeout = new CancellationTokenSource(_options.CallTimeout);
        return await TakeIn(await adapters.Use<IWebhookPlatform, ImmutableArray<PlatformNotification>>(
            _key.Platform, platform => platform.ReceiveAsync(account, delivery, timeout.Token)));
    }

    public Task<DeliveryReceipt> TakeIn(ImmutableArray<PlatformNotification> notifications)
    {
        Require();
        return _deliveries.TakeIn(notifications, _session.Record?.Subject);
    }

    public Task<AccountAccess> Open() => _access.Open();

    public Task<AccountAccess> Renew(Guid? refused) => _access.Renew(refused);

    public Task<AccountKey?> GetFallback() => Task.FromResult<AccountKey?>(
        _cache.Rules.Fallback is { } fallback ? new AccountKey(_key.Tenant, fallback.Platform, fallback.Account) : null);

    public Task<Admission> Admit(Notification notification) => _admission.Admit(notification);

    public Task<ImmutableArray<SessionRecord>> ListSessions()
    {
        Require();
        return sessions.List(_key, CancellationToken.None);
    }

    public Task<SessionRecord> ValidateSession()
    {
        Require();
        var platform = adapters.Require(_key.Platform);
        return platform.Authenticates
            ? _session.Validate()
            : throw new UnsupportedOperationException(_key.Platform, PlatformOperations.Session, platform.Operations);
    }

    public Task<bool> HoldsKey(string name, string key) =>
        Task.FromResult(secrets.HoldsKey(_key, Require().Credentials, name, key));

    public Task Wake()
    {
        // The platform may have got its adapter back.
        _receiver.EnsureStarted();
        return Task.CompletedTask;
    }

    // The tick's work is the activation that it causes; the timer does the rest.
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private async Task<ConnectedAccount> Continue()
    {
        var agent = Require().Agent;
        await store.ReleaseWaiting(_key, agent, CancellationToken.None);
        await GrainFactory.Queue(new GrainKey(_key.Tenant, agent)).Refresh();
        _receiver.Start();
        return Describe();
    }

    // Anybody may ask for accounts that nobody has; those must not fill the memory.
    private AccountRow Require()
    {
        if (_cache.Row is null)
            DeactivateOnIdle();
        return _cache.Require();
    }

    private ConnectedAccount Describe() => Require().Describe(_key, _session.Record);

    private ReceiveLoop Receiver()
    {
        var inbox = new AccountInbox(_cache, store, _options, GrainFactory, clock, logger);
        var poller = new AccountPoller(_cache, inbox, adapters, _calls, _options, logger);
        var listener = new AccountListener(_cache, inbox, adapters, _calls, logger);
        var tick = new OneShotTimer(this, () => _receiver.Tick());
        return new ReceiveLoop(
            _cache, poller, listener, adapters, () => _session.Record?.Subject, () => tenants.IsSuspended(_key.Tenant), _options,
            tick.Set);
    }
}
