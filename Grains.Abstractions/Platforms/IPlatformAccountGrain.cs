using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Platforms;

/// <summary>
/// An account that an agent has on a platform, keyed as <see cref="AccountKey"/>. It holds the credentials and the session,
/// brings notifications in, and says which of them are answered.
/// </summary>
[Alias("sanctum.IPlatformAccountGrain")]
public interface IPlatformAccountGrain : IGrainWithStringKey
{
    /// <summary>Connects the account: logs in where the platform wants that, and starts to bring notifications in.</summary>
    /// <exception cref="InvalidRequestException">A setting, a rule or a credential is wrong; or the platform refuses the
    /// credentials.</exception>
    /// <exception cref="ConflictException">It is connected already.</exception>
    /// <exception cref="NotFoundException">There is no such platform or agent.</exception>
    [Alias("Connect")]
    Task<ConnectedAccount> Connect(AccountConnection connection);

    /// <summary>Changes what is given; it holds from the next call to the platform on.</summary>
    /// <exception cref="InvalidRequestException">A setting, a rule or a credential is wrong; nothing was changed.</exception>
    [Alias("Change")]
    Task<ConnectedAccount> Change(AccountChange change);

    /// <summary>The account as it is, without its secrets.</summary>
    /// <exception cref="NotFoundException">It is not connected.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<ConnectedAccount> Get();

    /// <summary>
    /// Stops it: nothing is brought in, answered or posted until it is resumed. Nothing is lost. Safe to repeat.
    /// </summary>
    [Idempotent, Alias("Pause")]
    Task<ConnectedAccount> Pause(string reason);

    /// <summary>Lets a paused or failed account go on. Safe to repeat.</summary>
    [Idempotent, Alias("Resume")]
    Task<ConnectedAccount> Resume();

    /// <summary>Forgets the account with its credentials and sessions. What it brought in and posted stays.</summary>
    [Alias("Disconnect")]
    Task Disconnect();

    /// <summary>Brings in what there is now; <see cref="PollNow"/> says more.</summary>
    /// <returns>How many notifications wait to be answered because of it.</returns>
    /// <inheritdoc cref="PollNow" path="/exception"/>
    [Alias("Poll")]
    Task<int> Poll();

    /// <summary>Brings in what there is now, unless the agent's queue takes nothing in.</summary>
    /// <exception cref="DependencyException">The platform failed or refused; what it gave before that is taken in.</exception>
    /// <exception cref="AccountUnavailableException">The account is paused, or stopped because the platform refuses
    /// it.</exception>
    [Alias("PollNow")]
    Task<PollReport> PollNow();

    /// <summary>
    /// Looks once more through everything since a time for notifications that never came in, and takes them in. What came in
    /// before is left alone, and where polling stands does not change.
    /// </summary>
    /// <param name="since">How far back to look, also to before the account was connected; at most 31 days.</param>
    /// <param name="isDryRun">Whether to only look.</param>
    /// <exception cref="InvalidRequestException">The time is in the future or too far back.</exception>
    /// <exception cref="UnsupportedOperationException">The platform is not one that is asked.</exception>
    /// <exception cref="QueueDrainingException">The agent's queue takes nothing in.</exception>
    /// <exception cref="DependencyException">The platform failed or refused; what was taken in before that stays.</exception>
    /// <exception cref="AccountUnavailableException">The account is paused or failed.</exception>
    [ResponseTimeout("00:02:00"), Alias("Recover")]
    Task<RecoveryReport> Recover(DateTimeOffset since, bool isDryRun);

    /// <summary>
    /// Takes in what the platform delivered by itself, once it is verified. A paused account takes it in too, and answers it
    /// later.
    /// </summary>
    /// <exception cref="UnverifiedDeliveryException">The signature is missing, wrong or too old.</exception>
    /// <exception cref="InvalidRequestException">It is not of the form that the platform agreed to.</exception>
    /// <exception cref="NotFoundException">The account is not connected, or its platform delivers nothing.</exception>
    [Idempotent, Alias("Receive")]
    Task<DeliveryReceipt> Receive(WebhookDelivery delivery);

    /// <summary>Takes in what the caller has verified, such as a message that was written on a page of ours.</summary>
    /// <exception cref="NotFoundException">The account is not connected.</exception>
    [Idempotent, Alias("TakeIn")]
    Task<DeliveryReceipt> TakeIn(ImmutableArray<PlatformNotification> notifications);

    /// <summary>Settings and session for a call to the platform; logs in first where there is no session.</summary>
    /// <exception cref="AccountUnavailableException">The account is paused or its credentials are refused.</exception>
    /// <exception cref="DependencyException">The platform failed.</exception>
    [Alias("Open")]
    Task<AccountAccess> Open();

    /// <summary>The same with a new session. Callers that ask while a session is being renewed get that one.</summary>
    /// <param name="refused">The session that the platform did not accept; if there is another by now, that is the
    /// answer.</param>
    [Alias("Renew")]
    Task<AccountAccess> Renew(Guid? refused);

    /// <summary>Stops the account because the platform refuses it, until an operator resumes it. Safe to repeat.</summary>
    /// <param name="reason">What the platform said.</param>
    [Idempotent, Alias("Refuse")]
    Task Refuse(string reason);

    /// <summary>The account that posts what this one's platform refuses, as its rules name it; or null.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetFallback")]
    Task<AccountKey?> GetFallback();

    /// <summary>Whether a notification is answered, and if not, why.</summary>
    [Alias("Admit")]
    Task<Admission> Admit(Notification notification);

    /// <summary>The account's sessions, newest first, without their secrets; at most 200.</summary>
    [Alias("ListSessions")]
    Task<ImmutableArray<SessionRecord>> ListSessions();

    /// <summary>Checks the session as it is stored, without asking the platform, and changes nothing.</summary>
    /// <exception cref="InvalidSessionException">There is none, it cannot be read, or it has ended.</exception>
    /// <exception cref="UnsupportedOperationException">The platform's accounts do not log in.</exception>
    [AlwaysInterleave, ReadOnly, Alias("ValidateSession")]
    Task<SessionRecord> ValidateSession();

    /// <summary>
    /// Whether this is the account's key of that name, compared in constant time. An account that holds no such key holds none
    /// that fits.
    /// </summary>
    /// <exception cref="NotFoundException">The account is not connected.</exception>
    [AlwaysInterleave, ReadOnly, Alias("HoldsKey")]
    Task<bool> HoldsKey(string name, string key);

    /// <summary>Does nothing but be there: an account that is in memory polls.</summary>
    [Alias("Wake")]
    Task Wake();
}

/// <summary>A new account.</summary>
/// <param name="Agent">The agent whose account it is.</param>
/// <param name="Credentials">What it logs in with; null where the platform wants none.</param>
/// <param name="Settings">The adapter's settings, a JSON object.</param>
/// <param name="Rules">When it answers, a JSON object.</param>
/// <param name="Since">Answer what came in since then; null means from now on.</param>
[GenerateSerializer, Immutable, Alias("sanctum.account-connection")]
public sealed record AccountConnection(
    [property: Id(0)] string Agent,
    [property: Id(1)] PlatformCredentials? Credentials,
    [property: Id(2)] string Settings = "{}",
    [property: Id(3)] string Rules = "{}",
    [property: Id(4)] DateTimeOffset? Since = null);

/// <summary>What to change; null leaves a thing as it is.</summary>
/// <param name="Agent">Another agent.</param>
/// <param name="Credentials">Other credentials; the platform is asked whether it takes them.</param>
/// <param name="Settings">A JSON merge patch (RFC 7396) of the settings.</param>
/// <param name="Rules">A JSON merge patch of the rules.</param>
[GenerateSerializer, Immutable, Alias("sanctum.account-change")]
public sealed record AccountChange(
    [property: Id(0)] string? Agent = null,
    [property: Id(1)] PlatformCredentials? Credentials = null,
    [property: Id(2)] string? Settings = null,
    [property: Id(3)] string? Rules = null);

/// <summary>Whether an account works.</summary>
public enum AccountStatus
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>Somebody stopped it.</summary>
    Paused,

    /// <summary>The platform refuses it; it wants other credentials or settings, or to be resumed.</summary>
    Failed,
}

/// <summary>An account as operators see it. It holds no secret.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Account">Its name in Sanctum.</param>
/// <param name="Agent">The agent whose account it is.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="StatusReason">Why it does not, or null.</param>
/// <param name="Settings">The adapter's settings, a JSON object.</param>
/// <param name="Rules">When it answers, a JSON object.</param>
/// <param name="HasCredentials">Whether it has credentials.</param>
/// <param name="Session">Its session, or null.</param>
/// <param name="Since">Nothing older is taken in.</param>
/// <param name="PolledAt">When it was last asked what is new, or null.</param>
/// <param name="LastError">What went wrong in the last poll, or null if it went well.</param>
/// <param name="LastErrorClass">That failure's class.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.connected-account")]
public sealed record ConnectedAccount(
    [property: Id(0)] string Platform,
    [property: Id(1)] string Account,
    [property: Id(2)] string Agent,
    [property: Id(3)] AccountStatus Status,
    [property: Id(4)] string? StatusReason,
    [property: Id(5)] string Settings,
    [property: Id(6)] string Rules,
    [property: Id(7)] bool HasCredentials,
    [property: Id(8)] SessionRecord? Session,
    [property: Id(9)] DateTimeOffset Since,
    [property: Id(10)] DateTimeOffset? PolledAt,
    [property: Id(11)] string? LastError,
    [property: Id(12)] ErrorClass? LastErrorClass,
    [property: Id(13)] DateTimeOffset CreatedAt,
    [property: Id(14)] DateTimeOffset UpdatedAt);

/// <summary>What a poll brought.</summary>
/// <param name="Waiting">How many notifications wait to be answered because of it.</param>
/// <param name="NotAsked">Why the platform was not asked, or not to the end; null if it was.</param>
[GenerateSerializer, Immutable, Alias("sanctum.poll-report")]
public sealed record PollReport([property: Id(0)] int Waiting, [property: Id(1)] string? NotAsked);

/// <summary>What a recovery found.</summary>
/// <param name="IsDryRun">Whether it only looked.</param>
/// <param name="Seen">Notifications that the platform listed.</param>
/// <param name="Missed">How many of them never came in.</param>
/// <param name="TakenIn">How many came in now; 0 in a dry run.</param>
/// <param name="Sample">Those that were missed, oldest first; at most 100.</param>
/// <param name="IsComplete">Whether it looked to the end; if not, ask for less time.</param>
[GenerateSerializer, Immutable, Alias("sanctum.recovery-report")]
public sealed record RecoveryReport(
    [property: Id(0)] bool IsDryRun,
    [property: Id(1)] int Seen,
    [property: Id(2)] int Missed,
    [property: Id(3)] int TakenIn,
    [property: Id(4)] ImmutableArray<MissedNotification> Sample,
    [property: Id(5)] bool IsComplete);

/// <summary>A notification that never came in.</summary>
/// <param name="Id">Its id in the queue.</param>
/// <param name="Kind">What happened.</param>
/// <param name="From">Who wrote or did it.</param>
/// <param name="OccurredAt">When, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.missed-notification")]
public sealed record MissedNotification(
    [property: Id(0)] string Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] string From,
    [property: Id(3)] DateTimeOffset OccurredAt);

/// <summary>What a stored session is worth.</summary>
public enum SessionState
{
    /// <summary>It is the one in use.</summary>
    Active,

    /// <summary>It ended, or another took its place.</summary>
    Expired,

    /// <summary>It could not be read; it is kept apart until it is cleaned up.</summary>
    Corrupted,
}

/// <summary>A session without its secrets.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="State">What it is worth.</param>
/// <param name="Subject">The platform's own id of the account.</param>
/// <param name="IssuedAt">UTC.</param>
/// <param name="ExpiresAt">When the access token ends, where it is known.</param>
/// <param name="EndedAt">When it ended here, or null.</param>
/// <param name="Reason">Why it ended, or null.</param>
/// <param name="IsUnsaved">
/// Whether it is only in the account's process, because the database was away; it is saved with its next use.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.session-record")]
public sealed record SessionRecord(
    [property: Id(0)] Guid Id,
    [property: Id(1)] SessionState State,
    [property: Id(2)] string Subject,
    [property: Id(3)] DateTimeOffset IssuedAt,
    [property: Id(4)] DateTimeOffset? ExpiresAt,
    [property: Id(5)] DateTimeOffset? EndedAt,
    [property: Id(6)] string? Reason,
    [property: Id(7)] bool IsUnsaved = false);

/// <summary>What a call to the platform needs.</summary>
/// <param name="Settings">The adapter's settings, a JSON object.</param>
/// <param name="Session">The session; null where the platform wants none.</param>
/// <param name="SessionId">Which session that is.</param>
[GenerateSerializer, Immutable, Alias("sanctum.account-access")]
public sealed record AccountAccess(
    [property: Id(0)] string Settings, [property: Id(1)] PlatformSession? Session, [property: Id(2)] Guid? SessionId);
