using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>The platform does not accept the session any more. The caller refreshes it and tries once more.</summary>
[GenerateSerializer, Alias("sanctum.session-expired")]
public sealed class SessionExpiredException(string platform, string message) : SanctumException($"{platform}: {message}");
