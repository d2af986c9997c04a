using System.Collections.Immutable;
using Sanctum.Secrets;

namespace Sanctum.Access;

/// <summary>The keys of tokens by OAuth.</summary>
internal sealed class OAuthKeySecrets(SealedRows rows) : ISecretOwner
{
    private static readonly SealedColumn Column = new(
        "oauth_key", "secret", "secret_key_id", [new("tenant"), new("kid")],
        row => OAuthKeyStore.Place(tenant: row[0], kid: row[1]));

    public string Name => Column.Name;

    public Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken) => rows.Count(Column, cancellationToken);

    public Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken) =>
        rows.Reencrypt(Column, after, limit, cancellationToken);
}
