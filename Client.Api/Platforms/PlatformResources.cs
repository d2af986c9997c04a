using System.Text.Json.Nodes;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operations">What can be done there.</param>
/// <param name="LongestText">The longest text of one post.</param>
/// <param name="TextUnit">What that counts.</param>
/// <param name="NeedsAccount">Whether an account must be connected.</param>
/// <param name="IdempotentPosts">Whether posting twice with one idempotency key is one post.</param>
/// <param name="Threads">Whether a post can be a reply.</param>
/// <param name="Media">Whether a post can hold images.</param>
/// <param name="Edits">Whether a post can be changed.</param>
/// <param name="Credentials">Names of the credentials that an account gives.</param>
/// <param name="SettingsSchema">JSON Schema of an account's settings.</param>
/// <param name="RulesSchema">JSON Schema of an account's rules.</param>
/// <param name="Remote">How its process is doing; null where the adapter is none of its own.</param>
internal sealed record PlatformResource(
    string Name,
    string[] Operations,
    int LongestText,
    TextUnit TextUnit,
    bool NeedsAccount,
    bool IdempotentPosts,
    bool Threads,
    bool Media,
    bool Edits,
    string[] Credentials,
    JsonNode SettingsSchema,
    JsonNode RulesSchema,
    RemoteState? Remote)
{
    public static PlatformResource From(PlatformDescription platform) => new(
        platform.Name, [.. platform.Operations], platform.LongestText, platform.TextUnit, platform.NeedsAccount,
        platform.IdempotentPosts,
        platform.Threads, platform.Media, platform.Edits, [.. platform.Credentials], JsonNode.Parse(platform.SettingsSchema)!,
        JsonNode.Parse(platform.RulesSchema)!, platform.Remote);
}

/// <summary>An account. It holds no secret.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Account">Its name in Sanctum.</param>
/// <param name="Agent">The agent whose account it is.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="StatusReason">Why it does not, or null.</param>
/// <param name="Settings">The adapter's settings.</param>
/// <param name="Rules">When it answers.</param>
/// <param name="HasCredentials">Whether it has credentials.</param>
/// <param name="Session">Its session, or null.</param>
/// <param name="Since">Nothing older is taken in.</param>
/// <param name="PolledAt">When it was last asked and had news, or null.</param>
/// <param name="LastError">What went wrong in the last poll, or null if it went well.</param>
/// <param name="LastErrorClass">That failure's class.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
internal sealed record AccountResource(
    string Platform,
    string Account,
    string Agent,
    AccountStatus Status,
    string? StatusReason,
    JsonNode Settings,
    JsonNode Rules,
    bool HasCredentials,
    SessionRecord? Session,
    DateTimeOffset Since,
    DateTimeOffset? PolledAt,
    string? LastError,
    ErrorClass? LastErrorClass,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static AccountResource From(ConnectedAccount account) => new(
        account.Platform, account.Account, account.Agent, account.Status, account.StatusReason, JsonNode.Parse(account.Settings)!,
        JsonNode.Parse(account.Rules)!, account.HasCredentials, account.Session, account.Since, account.PolledAt,
        account.LastError, account.LastErrorClass, account.CreatedAt, account.UpdatedAt);
}
