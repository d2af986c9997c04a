using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Sanctum.Errors;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// The session of one account. However many callers find it expired at once, one of them renews it and all of them get what it
/// got. It lives in the account's grain, so only turns of one activation touch it.
/// </summary>
internal sealed class LoginKeeper(
    AccountKey account, PlatformAdapters adapters, LoginStore store, AccountSecrets secrets, PlatformOptions options,
    TimeProvider clock,
    ILogger logger)
{
    private readonly ResiliencePipeline _platformRetry = Retry(
        options, failure => failure is DependencyException { Class: ErrorClass.Transient });
    private readonly ResiliencePipeline _storageRetry = Retry(options, failure => failure is StorageUnavailableException);
    // An older session must not be saved in the place of a newer one.
    private readonly SemaphoreSlim _saving = new(1);
    private HeldSession? _held;
    private bool _isLoaded;
    private Task<HeldSession>? _renewal;
    private Task? _loading;

    /// <summary>The session's record, or null before there is one.</summary>
    public SessionRecord? Record => _held is { } held ? held.Record with { IsUnsaved = held.IsUnsaved } : null;

    /// <summary>Takes a session that was just got.</summary>
    public async Task<HeldSession> Accept(PlatformSession session, string reason)
    {
        var record = new SessionRecord(
            Guid.CreateVersion7(), SessionState.Active, session.Subject, clock.GetUtcNow(), session.ExpiresAt, null, null);
        var held = new HeldSession(record, session);
        // The old session may be worth nothing by now, so the new one is used even where it cannot be saved.
        await _saving.WaitAsync();
        try
        {
            held = held with { IsUnsaved = !await Save(held, reason, _storageRetry) };
            _isLoaded = true;
            return _held = held;
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>The session in use; a new one where there is none or it is about to end.</summary>
    public async Task<HeldSession> Get(SealedSecret? credentials, JsonElement settings)
    {
        await Load();
        if (_held is { IsUnsaved: true })
            await SaveLate();
        return _held is { } held && !IsEnding(held.Session) ? held : await Renew(_held?.Record.Id, credentials, settings);
    }

    /// <summary>A session other than the one that was refused.</summary>
    public async Task<HeldSession> Renew(Guid? refused, SealedSecret? credentials, JsonElement settings)
    {
        await Load();
        if (_held is { } held && held.Record.Id != refused && !IsEnding(held.Session))
            return held;
        return await (_renewal ??= RenewOnce(credentials, settings));
    }

    /// <summary>Reads the session's row, once. One that cannot be read is set apart before anybody goes on.</summary>
    public Task Load() => _isLoaded ? Task.CompletedTask : _loading ??= LoadOnce();

    /// <summary>Checks the session as its row has it; whatever this memory holds, others would start from that.</summary>
    /// <exception cref="InvalidSessionException">There is none, it cannot be read, or it has ended.</exception>
    public async Task<SessionRecord> Validate()
    {
        var stored = await store.FindActive(account, CancellationToken.None) ?? throw Invalid(
            (await store.List(account, CancellationToken.None)).FirstOrDefault() is { } last
                ? $"the last one is {last.State.ToString().ToLowerInvariant()}: {last.Reason}"
                : "there is none yet.");
        try
        {
            Validated(secrets.OpenSession(account, stored.Secret));
        }
        catch (Exception exception) when (exception is UnreadableSecretException or DependencyException)
        {
            throw Invalid(exception.Message);
        }
        return stored.Record.ExpiresAt <= clock.GetUtcNow()
            ? throw Invalid($"it ended at {stored.Record.ExpiresAt:u}; it is renewed before its next use.")
            : stored.Record;
    }

    /// <summary>Logs in with credentials that are not stored yet.</summary>
    public async Task<PlatformSession> LogIn(PlatformCredentials credentials, JsonElement settings) =>
        Validated(await Redaction.Call(
            account.Platform, credentials, () => Call((platform, ct) => platform.LogInAsync(credentials, settings, ct))));

    /// <returns>Whether it is a row now. If not, the row of the session before it is as it was.</returns>
    private async Task<bool> Save(HeldSession held, string reason, ResiliencePipeline retry)
    {
        try
        {
            await retry.ExecuteAsync(
                async ct => await store.Replace(
                    account, held.Record.Id, held.Session, secrets.Seal(account, held.Session), reason, ct));
            AccountLog.SessionRenewed(logger, account, held.Session.ExpiresAt, reason);
            return true;
        }
        catch (StorageUnavailableException exception)
        {
            AccountLog.SessionNotStored(logger, exception, account);
            return false;
        }
    }

    private async Task SaveLate()
    {
        await _saving.WaitAsync();
        try
        {
            if (_held is { IsUnsaved: true } held && await Save(held, "renewed, and saved late", ResiliencePipeline.Empty))
                _held = held with { IsUnsaved = false };
        }
        finally
        {
            _saving.Release();
        }
    }

    private async Task LoadOnce()
    {
        // What runs before the first await would run before the field above is set.
        await Task.Yield();
        try
        {
            var stored = await _storageRetry.ExecuteAsync(async ct => await store.FindActive(account, ct));
            if (stored is not null && !_isLoaded)
                await Take(stored);
            _isLoaded = true;
        }
        finally
        {
            _loading = null;
        }
    }

    private async Task Take(StoredSession stored)
    {
        try
        {
            _held = new HeldSession(stored.Record, Validated(secrets.OpenSession(account, stored.Secret)));
        }
        catch (Exception exception) when (exception is UnreadableSecretException or DependencyException)
        {
            AccountLog.SessionCorrupted(logger, account, stored.Record.Id, exception.Message);
            await store.End(stored.Record.Id, SessionState.Corrupted, exception.Message, CancellationToken.None);
        }
    }

    private async Task<HeldSession> RenewOnce(SealedSecret? credentials, JsonElement settings)
    {
        // What runs before the first await would run before the field above is set.
        await Task.Yield();
        try
        {
            var (session, reason) = await RefreshOrLogIn(credentials, settings);
            return await Accept(session, reason);
        }
        finally
        {
            _renewal = null;
        }
    }

    private async Task<(PlatformSession Session, string Reason)> RefreshOrLogIn(SealedSecret? credentials, JsonElement settings)
    {
        if (_held is { Session.RefreshToken: not null } held)
        {
            try
            {
                var session = await Redaction.Call(
                    account.Platform, held.Session, () => Call(
                        (platform, ct) => platform.RefreshAsync(held.Session, settings, ct)));
                return (Validated(session), "refreshed");
            }
            catch (SessionExpiredException)
            {
                await store.End(
                    held.Record.Id, SessionState.Expired, "The platform takes its refresh token no more.",
                    CancellationToken.None);
                _held = null;
            }
        }
        if (credentials is null)
            throw new DependencyException(
                account.Platform, "there is no session and there are no credentials to log in with.", ErrorClass.Permanent);
        return (await LogIn(secrets.OpenCredentials(account, credentials), settings), "logged in");
    }

    private async Task<PlatformSession> Call(Func<IAuthenticatedPlatform, CancellationToken, Task<PlatformSession>> call) =>
        await _platformRetry.ExecuteAsync(async _ =>
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout);
        try
        {
            return await adapters.Use<IAuthenticatedPlatform, PlatformSession>(
                account.Platform, platform => call(platform, timeout.Token));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new DependencyException(
                account.Platform, $"did not answer within {options.CallTimeout}.", ErrorClass.Transient);
        }
    });

    private PlatformSession Validated(PlatformSession session) =>
        string.IsNullOrEmpty(session.Subject) || string.IsNullOrEmpty(session.AccessToken)
            ? throw new DependencyException(
                account.Platform, "a session has no subject or no access token.", ErrorClass.Transient)
            : session;

    private InvalidSessionException Invalid(string reason) => new(account.Account, reason);

    private bool IsEnding(PlatformSession session) => session.ExpiresAt - clock.GetUtcNow() <= options.RefreshAhead;

    private static ResiliencePipeline Retry(PlatformOptions options, Func<Exception, bool> isWorthwhile) =>
        new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.SessionRetries,
            Delay = options.SessionRetryDelay,
            MaxDelay = options.SessionRetryMaxDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(isWorthwhile),
        })
        .Build();
}

/// <summary>A session and its record.</summary>
/// <param name="Record">What is known of it.</param>
/// <param name="Session">Its secrets.</param>
/// <param name="IsUnsaved">Whether it is known here alone, because the database was away when it was saved.</param>
internal sealed record HeldSession(SessionRecord Record, PlatformSession Session, bool IsUnsaved = false);
