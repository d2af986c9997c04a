using System.Collections.Immutable;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Remote;

/// <summary>The secrets of registered platforms. The version stays: the registration is the same.</summary>
internal sealed class RemoteSecrets(SealedRows rows) : ISecretOwner
{
    private static readonly SealedColumn Column = new(
        "remote_platform", "secret", "secret_key", [new("name")], row => RemotePlatforms.PlaceOf(row[0]));

    public string Name => Column.Name;

    public Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken) => rows.Count(Column, cancellationToken);

    public Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken) =>
        rows.Reencrypt(Column, after, limit, cancellationToken);
}
