using System.Collections.Immutable;
using Sanctum.Secrets;

namespace Sanctum.Access;

/// <summary>The secrets of authenticator apps.</summary>
internal sealed class TotpSecrets(SealedRows rows) : ISecretOwner
{
    private static readonly SealedColumn Column = new(
        "user_totp", "secret", "secret_key_id", [new("tenant"), new("username")],
        row => TotpStore.Place(tenant: row[0], username: row[1]));

    public string Name => Column.Name;

    public Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken) => rows.Count(Column, cancellationToken);

    public Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken) =>
        rows.Reencrypt(Column, after, limit, cancellationToken);
}
