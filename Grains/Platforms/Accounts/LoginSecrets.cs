using System.Collections.Immutable;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Accounts;

/// <summary>The logins of accounts, those that ended too, for as long as their rows are kept.</summary>
internal sealed class LoginSecrets(SealedRows rows) : ISecretOwner
{
    private static readonly SealedColumn Column = new(
        "platform_session", "secret", "secret_key", [new("id", "uuid"), new("tenant"), new("platform"), new("account")],
        row => AccountSecrets.SessionPlace(new AccountKey(row[1], row[2], row[3])));

    public string Name => Column.Name;

    public Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken) => rows.Count(Column, cancellationToken);

    public Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken) =>
        rows.Reencrypt(Column, after, limit, cancellationToken);
}
