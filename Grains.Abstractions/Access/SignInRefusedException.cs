using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>A password or token was not accepted. It does not say which part was wrong.</summary>
[GenerateSerializer, Alias("sanctum.sign-in-refused")]
public sealed class SignInRefusedException(string message) : SanctumException(message);
