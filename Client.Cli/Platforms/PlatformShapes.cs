using System.Text.Json.Nodes;

namespace Sanctum.Platforms;

/// <summary>What people see of the platforms.</summary>
internal sealed record PlatformListShape(PlatformShape[] Items);

/// <summary>One platform.</summary>
internal sealed record PlatformShape(string Name, string[] Operations, int LongestText, string TextUnit, bool NeedsAccount, string[] Credentials);

/// <summary>What people see of an account in a list.</summary>
internal sealed record AccountSummaryShape(string Account, string Agent, string Status, string? StatusReason, string? LastError);

/// <summary>What people see of an account.</summary>
internal sealed record AccountShape(
    string Platform,
    string Account,
    string Agent,
    string Status,
    string? StatusReason,
    JsonObject Settings,
    JsonObject Rules,
    SessionShape? Session,
    DateTimeOffset Since,
    DateTimeOffset? PolledAt,
    string? LastError);

/// <summary>A session in a list.</summary>
internal sealed record PastSessionShape(
    string Platform, string Account, string State, string Subject, DateTimeOffset IssuedAt, DateTimeOffset? EndedAt, string? Reason);

/// <summary>What a clean-up answers.</summary>
internal sealed record CleanedSessionsShape(int Removed);

/// <summary>Its session.</summary>
internal sealed record SessionShape(string Subject, DateTimeOffset? ExpiresAt);
