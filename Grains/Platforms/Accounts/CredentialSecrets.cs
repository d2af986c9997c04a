using System.Collections.Immutable;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// The credentials of accounts. The version grows, so that an account's grain does not write back what it remembers.
/// </summary>
internal sealed class CredentialSecrets(SealedRows rows) : ISecretOwner
{
    private static readonly SealedColumn Column = new(
        "platform_account", "credentials", "credentials_key", [new("tenant"), new("platform"), new("account")],
        row => AccountSecrets.CredentialsPlace(new AccountKey(row[0], row[1], row[2])), "version = version + 1");

    public string Name => Column.Name;

    public Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken) => rows.Count(Column, cancellationToken);

    public Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken) =>
        rows.Reencrypt(Column, after, limit, cancellationToken);
}
