using System.Collections.Immutable;
using System.Globalization;
using Sanctum.Secrets;

namespace Sanctum.Access;

/// <summary>The keys by which gateways protect what browsers keep for them.</summary>
internal sealed class KeyRingSecrets(SealedRows rows) : ISecretOwner
{
    private static readonly SealedColumn Column = new(
        "key_ring", "secret", "secret_key_id", [new("tenant"), new("number", "bigint")],
        row => KeyRingStore.Place(tenant: row[0], number: long.Parse(row[1], CultureInfo.InvariantCulture)));

    public string Name => Column.Name;

    public Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken) => rows.Count(Column, cancellationToken);

    public Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken) =>
        rows.Reencrypt(Column, after, limit, cancellationToken);
}
