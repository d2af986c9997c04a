namespace Sanctum.Secrets;

/// <summary>
/// A store of secrets. Every class of it is found at start, and made before there is a host: it may ask for
/// <see cref="IConfiguration"/> and <see cref="IHttpClientFactory"/>.
/// </summary>
internal interface ISecretStore
{
    /// <summary>Its name in references and in the list of settings.</summary>
    string Name { get; }

    /// <summary>Whether it is on this machine. Such secrets are read first, so that what other stores need may be one.</summary>
    bool IsLocal { get; }

    /// <summary>Reads a secret.</summary>
    /// <exception cref="SecretUnavailableException">It cannot be read.</exception>
    Task<string> Read(SecretReference reference, CancellationToken cancellationToken);
}

/// <summary>A secret cannot be read.</summary>
/// <param name="message">Why, without anything that the store answered.</param>
/// <param name="cause">What failed; it is not logged.</param>
internal sealed class SecretUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
