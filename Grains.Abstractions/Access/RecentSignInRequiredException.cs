using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>The session is too old for a change of how its user signs in.</summary>
[GenerateSerializer, Alias("sanctum.recent-sign-in-required")]
public sealed class RecentSignInRequiredException(string message) : SanctumException(message);
