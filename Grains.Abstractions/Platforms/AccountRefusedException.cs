using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>
/// The platform does not let the account act any more: it is taken down, suspended or deactivated there. The account stops and
/// says why, and what it was to post waits until an operator resumes it.
/// </summary>
[GenerateSerializer, Alias("sanctum.account-refused")]
public sealed class AccountRefusedException(string platform, string message) : SanctumException($"{platform}: {message}");
