using System.Text.Json.Nodes;

namespace Sanctum.Platforms;

/// <summary>What people see of the platforms.</summary>
internal sealed record PlatformListShape(PlatformShape[] Items);

/// <summary>One platform.</summary>
internal sealed record PlatformShape(
    string Name, string[] Operations, int LongestText, string TextUnit, bool NeedsAccount, string[] Credentials);

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
    string Platform, string Account, string State, string Subject, DateTimeOffset IssuedAt, DateTimeOffset? EndedAt,
    string? Reason);

/// <summary>What a clean-up answers.</summary>
internal sealed record CleanedSessionsShape(int Removed);

/// <summary>Posts that a platform gave.</summary>
internal sealed record FoundPostsShape(FoundPostShape[] Items);

/// <summary>What people see of a post.</summary>
internal sealed record FoundPostShape(string Id, PostAuthorShape Author, string Text, DateTimeOffset CreatedAt);

/// <summary>A post by hand.</summary>
internal sealed record PostRequestShape(string Text, Guid? Id, System.Text.Json.Nodes.JsonNode? ReplyContext);

/// <summary>A post that is not there any more.</summary>
internal sealed record DeletedPostShape(string Id);

/// <summary>Who wrote a post.</summary>
internal sealed record PostAuthorShape(string Handle);

/// <summary>What people see of somebody on a platform.</summary>
internal sealed record PersonShape(
    string Id, string Handle, string DisplayName, bool? IsBot, string Description, Dictionary<string, string> Metadata);

/// <summary>Its session.</summary>
internal sealed record SessionShape(string Subject, DateTimeOffset? ExpiresAt);
