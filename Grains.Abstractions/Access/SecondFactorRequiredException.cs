using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>The password was right; a one-time code must follow.</summary>
[GenerateSerializer, Alias("sanctum.second-factor-required")]
public sealed class SecondFactorRequiredException(string challenge)
    : SanctumException("The password is right. Send a code of the authenticator app, or a recovery code, with the challenge.")
{
    /// <summary>What the code is sent with, once, within five minutes.</summary>
    [Id(0)]
    public string Challenge { get; } = challenge;
}
