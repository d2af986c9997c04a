using System.Collections.Immutable;
using Sanctum.Secrets;

namespace Sanctum.Portability;

/// <summary>The keys that sign files of agents.</summary>
internal sealed class AgentFileKeySecrets(SealedRows rows) : ISecretOwner
{
    private static readonly SealedColumn Column = new(
        "agent_file_key", "secret", "secret_key_id", [new("tenant")], row => AgentFileKeys.Place(tenant: row[0]));

    public string Name => Column.Name;

    public Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken) => rows.Count(Column, cancellationToken);

    public Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken) =>
        rows.Reencrypt(Column, after, limit, cancellationToken);
}
