using System.Collections.Immutable;

namespace Sanctum.Secrets;

/// <summary>
/// Keeps encrypted secrets, and encrypts them anew when another key has become the current one. An implementation is found by
/// this interface; nothing else names it.
/// </summary>
internal interface ISecretOwner
{
    /// <summary>Where the secrets are: the table and the column, such as <c>signing_key.secret</c>.</summary>
    string Name { get; }

    /// <summary>How many secrets are encrypted under which key.</summary>
    Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken);

    /// <summary>Encrypts some secrets under the current key that are under others.</summary>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends it between two secrets.</param>
    Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken);
}

/// <summary>What became of some secrets.</summary>
/// <param name="Reencrypted">Secrets that are under the current key now.</param>
/// <param name="Unreadable">Secrets that no key of this process opens; they stay as they are.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
internal readonly record struct ReencryptedPage(int Reencrypted, int Unreadable, string? Next);
