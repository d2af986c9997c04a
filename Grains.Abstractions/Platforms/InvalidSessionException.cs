using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>The account's session is of no use as it is stored: there is none, it cannot be read, or it has ended.</summary>
[GenerateSerializer, Alias("sanctum.invalid-session")]
public sealed class InvalidSessionException(string account, string reason) : SanctumException(
    $"The session of '{account}' is not valid: {reason}");
