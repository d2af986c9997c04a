using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>The platform is not able to do that, for any account.</summary>
[GenerateSerializer, Alias("sanctum.unsupported-operation")]
public sealed class UnsupportedOperationException(string platform, string operation, IEnumerable<string> operations)
    : SanctumException($"'{platform}' has no {operation}; there are: {string.Join(", ", operations)}.");
