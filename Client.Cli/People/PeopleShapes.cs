namespace Sanctum.People;

/// <summary>What people see of a person.</summary>
internal sealed record PersonShape(string Id, DateTimeOffset CreatedAt, ProfileShape[] Profiles);

/// <summary>A person on one platform.</summary>
internal sealed record ProfileShape(
    string Platform, string ProfileId, string UserId, string Handle, string DisplayName, bool? IsBot, bool HasOptedOut,
    DateTimeOffset LastSeenAt);
