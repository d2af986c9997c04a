using Sanctum.Errors;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Accounts;

/// <summary>A row of <c>platform_account</c>.</summary>
internal sealed record AccountRow(
    string Agent,
    AccountStatus Status,
    string? StatusReason,
    string Settings,
    string Rules,
    SealedSecret? Credentials,
    DateTimeOffset Since,
    string? Cursor,
    DateTimeOffset? PolledAt,
    int Failures,
    string? LastError,
    ErrorClass? LastErrorClass,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>
    /// Whether operators have it set up as <paramref name="other"/> is. Its status is not theirs alone: a poll may stop an
    /// account.
    /// </summary>
    public bool IsOperatedAs(AccountRow other) =>
        Agent == other.Agent && Settings == other.Settings && Rules == other.Rules && CreatedAt == other.CreatedAt
        && Credentials?.KeyId == other.Credentials?.KeyId
            && (Credentials?.Bytes ?? []).AsSpan().SequenceEqual(other.Credentials?.Bytes);

    /// <summary>The account as operators see it.</summary>
    public ConnectedAccount Describe(AccountKey key, SessionRecord? session) => new(
        key.Platform, key.Account, Agent, Status, StatusReason, Settings, Rules, Credentials is not null, session, Since,
        PolledAt, LastError,
        LastErrorClass, CreatedAt, UpdatedAt);
}
