using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// An account on a platform. It is reentrant, because its calls wait for the platform most of the time; every write of its row names
/// the version that it replaces.
/// </summary>
[Reentrant]
internal sealed class PlatformAccountGrain(
    PlatformAdapters adapters,
    AccountStore store,
    SessionStore sessions,
    AdmissionStore admissions,
    AccountSecrets secrets,
    IOptions<PlatformOptions> options,
    TimeProvider clock,
    ILogger<PlatformAccountGrain> logger) : Grain, IPlatformAccountGrain, IRemindable
{
    private const int MostChangeAttempts = 5;
    private const string ReminderName = "poll";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhileListening = TimeSpan.FromMinutes(1);

    private readonly PlatformOptions _options = options.Value;
    private AccountKey _key;
    private AccountMemory _memory = null!;
    private PlatformCalls _calls = null!;
    private SessionKeeper _session = null!;
    private AdmissionDesk _admissions = null!;
    private AccountPoller _poller = null!;
    private AccountListener _listener = null!;
    private DeliveryDesk _deliveries = null!;
    private IGrainTimer? _poll;
    private bool _isPolling;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = AccountKey.Parse(this.GetPrimaryKeyString());
        _memory = new AccountMemory(_key, store, _options, clock, logger);
        _calls = new PlatformCalls(_key, Open, Renew);
        _admissions = new AdmissionDesk(_key, admissions, clock, logger);
        _session = new SessionKeeper(_key, adapters, sessions, secrets, _options, clock, logger);
        var inbox = new AccountInbox(_memory, store, _options, GrainFactory, logger);
        _poller = new AccountPoller(_memory, inbox, adapters, _calls, _options, logger);
        _listener = new AccountListener(_memory, inbox, adapters, _calls, logger);
        _deliveries = new DeliveryDesk(_memory, store, GrainFactory, logger);
        await _memory.Read(cancellationToken);
        if (_memory.Row is { Credentials: { } credentials } row && secrets.Renew(_key, credentials) is { } renewed)
            await _memory.Save(row with { Credentials = renewed });
        PollIn(TimeSpan.Zero);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _listener.Stop();
        return _listener.Ended.WaitAsync(cancellationToken);
    }

    public async Task<ConnectedAccount> Connect(AccountConnection connection)
    {
        var platform = adapters.Find(_key.Platform) ?? throw new NotFoundException("platform", _key.Platform);
        if (_memory.Row is not null)
            throw new ConflictException($"The account '{_key.Account}' is connected to {_key.Platform} already; change it with PATCH.");
        AccountDocuments.CheckCredentials(platform, connection.Credentials);
        var settings = await AccountDocuments.CheckSettings(adapters, _key.Platform, connection.Settings);
        var rules = AccountDocuments.CheckRules(_key, connection.Rules);
        await RequireAgent(connection.Agent);
        var session = await TryLogIn(connection.Credentials, settings);

        var credentials = connection.Credentials is { } given ? secrets.Seal(_key, given) : null;
        _memory.Hold(await store.Insert(_key, connection.Agent, settings, rules, credentials, connection.Since, CancellationToken.None)
            ?? throw new ConflictException($"The account '{_key.Account}' was connected to {_key.Platform} a moment ago."));
        if (session is not null)
            await _session.Accept(session, "connected");
        await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
        PollIn(TimeSpan.Zero);
        return Describe();
    }

    public async Task<ConnectedAccount> Change(AccountChange change)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Apply(change);
            }
            catch (ConflictException) when (attempt < MostChangeAttempts)
            {
                // A poll wrote its cursor meanwhile; the row was read again, and the change applies to that one as well.
            }
        }
    }

    private async Task<ConnectedAccount> Apply(AccountChange change)
    {
        var row = _memory.Require();
        if (change.Agent is { } agent)
            await RequireAgent(agent);
        var next = row with
        {
            Agent = change.Agent ?? row.Agent,
            Settings = change.Settings is { } settings ? await CheckMerged(settings) : row.Settings,
            Rules = change.Rules is { } rules ? AccountDocuments.CheckRules(_key, AccountDocuments.Merge("rules", row.Rules, rules)) : row.Rules,
        };
        PlatformSession? session = null;
        if (change.Credentials is { } credentials)
        {
            AccountDocuments.CheckCredentials(adapters.Require(_key.Platform), credentials);
            session = await TryLogIn(credentials, next.Settings);
            next = next with { Credentials = secrets.Seal(_key, credentials) };
        }
        // Whoever mends a failed account wants it to go on.
        if (row.Status == AccountStatus.Failed)
            next = next with { Status = AccountStatus.Active, StatusReason = null };
        await _memory.Save(next);
        if (session is not null)
            await _session.Accept(session, "new credentials");
        _listener.Stop();
        return await GoOn();
    }

    public async Task<ConnectedAccount> Get()
    {
        _memory.Require();
        await _session.Load();
        return Describe();
    }

    public async Task<ConnectedAccount> Pause(string reason)
    {
        var row = _memory.Require();
        if (row.Status != AccountStatus.Paused)
        {
            await _memory.Save(row with { Status = AccountStatus.Paused, StatusReason = reason });
            _listener.Stop();
            AccountLog.Paused(logger, _key, reason);
        }
        return Describe();
    }

    public async Task<ConnectedAccount> Resume()
    {
        var row = _memory.Require();
        if (row.Status != AccountStatus.Active)
            await _memory.Save(row with { Status = AccountStatus.Active, StatusReason = null });
        return await GoOn();
    }

    public async Task Disconnect()
    {
        _memory.Require();
        await store.Delete(_key, CancellationToken.None);
        if (await this.GetReminder(ReminderName) is { } reminder)
            await this.UnregisterReminder(reminder);
        _memory.Hold(null);
        _listener.Stop();
        DeactivateOnIdle();
    }

    public Task<int> Poll()
    {
        _memory.RequireActive();
        return PollOnce();
    }

    public async Task<DeliveryReceipt> Receive(WebhookDelivery delivery)
    {
        var row = _memory.Require();
        if (adapters.Require(_key.Platform) is not { TakesWebhooks: true })
            throw new NotFoundException("webhook of the platform", _key.Platform);
        var account = _calls.Describe(await WithSession(row, _session.Get));
        using var timeout = new CancellationTokenSource(_options.CallTimeout);
        return await TakeIn(await adapters.Use<IWebhookPlatform, ImmutableArray<PlatformNotification>>(
            _key.Platform, platform => platform.ReceiveAsync(account, delivery, timeout.Token)));
    }

    public Task<DeliveryReceipt> TakeIn(ImmutableArray<PlatformNotification> notifications)
    {
        _memory.Require();
        return _deliveries.TakeIn(notifications, _session.Record?.Subject);
    }

    public async Task<AccountAccess> Open()
    {
        var row = _memory.RequireActive();
        return await WithSession(row, _session.Get);
    }

    public async Task<AccountAccess> Renew(Guid? refused)
    {
        var row = _memory.RequireActive();
        return await WithSession(row, (credentials, settings) => _session.Renew(refused, credentials, settings));
    }

    public Task<AccountKey?> GetFallback() => Task.FromResult<AccountKey?>(
        _memory.Rules.Fallback is { } fallback ? new AccountKey(_key.Tenant, fallback.Platform, fallback.Account) : null);

    public async Task<Admission> Admit(Notification notification)
    {
        if (adapters.Find(_key.Platform) is not { } platform)
            return Admission.Later("The platform has no adapter now.", _options.UnavailableWait);
        // Whoever asks may have seen no adapter yet, and so not that this one needs no account.
        if (!platform.Capabilities.NeedsAccount)
            return Admission.Reply;
        if (_memory.Row is not { } row)
            return Admission.NoReply(NoReplyReasons.Disconnected);
        if (row.Status != AccountStatus.Active)
            return Admission.Later($"The account is {row.Status.ToString().ToLowerInvariant()}.", _options.UnavailableWait);
        try
        {
            return await _admissions.Admit(_memory.Rules, notification, _memory.ReadAt, platform.ReadsThreads ? ct => HasAnswered(notification, ct) : null);
        }
        catch (OperationCanceledException)
        {
            return Admission.Later($"{_key.Platform} is too slow to ask now.", _options.UnavailableWait);
        }
        catch (AccountUnavailableException unavailable)
        {
            return Admission.Later(unavailable.Message, unavailable.RetryAfter);
        }
        catch (DependencyException failure) when (failure.Class is ErrorClass.Transient or ErrorClass.Health)
        {
            return Admission.Later(failure.Message, failure.RetryAfter ?? _options.UnavailableWait);
        }
    }

    public Task<ImmutableArray<SessionRecord>> ListSessions()
    {
        _memory.Require();
        return sessions.List(_key, CancellationToken.None);
    }

    public Task<SessionRecord> ValidateSession()
    {
        _memory.Require();
        var platform = adapters.Require(_key.Platform);
        return platform.Authenticates ? _session.Validate() : throw new UnsupportedOperationException(_key.Platform, PlatformOperations.Session, platform.Operations);
    }

    public Task Wake()
    {
        // The platform may have got its adapter back.
        if (!_isPolling)
            PollIn(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    // The tick's work is the activation that it causes; the timer does the rest.
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private async Task<ConnectedAccount> GoOn()
    {
        var agent = _memory.Require().Agent;
        await store.ReleaseWaiting(_key, agent, CancellationToken.None);
        await GrainFactory.GetGrain<IQueueGrain>(new GrainKey(_key.Tenant, agent).ToString()).Refresh();
        PollIn(TimeSpan.Zero);
        return Describe();
    }

    private Task<bool> HasAnswered(Notification notification, CancellationToken ct) => _calls.Make(account => adapters.Use<IThreadReader, bool>(
        _key.Platform, reader => reader.HasAnsweredAsync(account, notification, ct)));

    private Task<string> CheckMerged(string settings) =>
        AccountDocuments.CheckSettings(adapters, _key.Platform, AccountDocuments.Merge("settings", _memory.Require().Settings, settings));

    private Task<int> PollOnce() => adapters.Require(_key.Platform).PollInterval is null ? Task.FromResult(0) : _poller.Poll(() => _session.Record?.Subject);

    private TimeSpan? Interval => IsStreamed ? _options.PollRetryBaseDelay : _poller.Interval;

    private bool IsStreamed => adapters.Find(_key.Platform) is { IsStreamed: true };

    // A connection outlasts the tick that opens it, for an activation does not end while one of its turns does not. The ticks go on
    // meanwhile, so that it counts as used.
    private void Listen()
    {
        _listener.Begin(() => _session.Record?.Subject, ended: GoOnPolling);
        PollIn(WhileListening);
    }

    private void GoOnPolling()
    {
        _isPolling = false;
        if (Interval is { } interval)
            PollIn(_memory.Row is { Failures: > 0 } row ? _poller.RetryDelay(row.Failures) : interval);
    }

    private async Task PollAndGoOn()
    {
        if (IsStreamed)
        {
            Listen();
            return;
        }
        try
        {
            await PollOnce();
        }
        catch (DependencyException)
        {
            // Without an adapter there is nothing to poll until the account is woken.
        }
        finally
        {
            GoOnPolling();
        }
    }

    private async Task<AccountAccess> WithSession(AccountRow row, Func<SealedSecret?, JsonElement, Task<HeldSession>> get)
    {
        if (!adapters.Require(_key.Platform).Authenticates)
            return new AccountAccess(row.Settings, null, null);
        try
        {
            var held = await get(row.Credentials, JsonElement.Parse(row.Settings));
            return new AccountAccess(row.Settings, held.Session, held.Record.Id);
        }
        catch (Exception refusal) when (refusal is UnreadableSecretException or DependencyException { Class: ErrorClass.Permanent })
        {
            // Nobody gets in until the credentials are mended; what wants to go out waits for that.
            await _memory.Fail(refusal.Message);
            throw new AccountUnavailableException(_key.Account, refusal.Message, _options.UnavailableWait);
        }
    }

    private async Task<PlatformSession?> TryLogIn(PlatformCredentials? credentials, string settings)
    {
        if (credentials is null || !adapters.Require(_key.Platform).Authenticates)
            return null;
        try
        {
            return await _session.LogIn(credentials, JsonElement.Parse(settings));
        }
        catch (DependencyException refused) when (refused.Class == ErrorClass.Permanent)
        {
            throw new InvalidRequestException("credentials", $"are not accepted: {refused.Message}");
        }
    }

    private async Task RequireAgent(string agent)
    {
        var found = await GrainFactory.GetGrain<IAgentGrain>(new GrainKey(_key.Tenant, agent).ToString()).Get();
        if (found.Status == AgentStatus.Retired)
            throw new ConflictException($"Agent '{agent}' is retired.");
    }

    private ConnectedAccount Describe() => _memory.Require().Describe(_key, _session.Record);

    private void PollIn(TimeSpan wait)
    {
        if (Interval is null || _memory.Row is not { Status: AccountStatus.Active })
            return;
        _isPolling = true;
        if (_poll is null)
            _poll = this.RegisterGrainTimer(_ => PollAndGoOn(), new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        else
            _poll.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
