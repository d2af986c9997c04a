namespace Sanctum.Access;

/// <summary>An OpenID provider cannot be reached, or its answer cannot be used. The message holds no secret.</summary>
internal sealed class ProviderFailedException(string provider, string reason, Exception? cause = null)
    : Exception($"The provider '{provider}' cannot be used: {reason}", cause)
{
    /// <summary>Which one.</summary>
    public string Provider { get; } = provider;
}
