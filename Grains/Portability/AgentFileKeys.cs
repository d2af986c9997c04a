using NSec.Cryptography;
using Sanctum.Identity;
using Sanctum.Secrets;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Portability;

/// <summary>
/// The key by which this installation signs files: the SQL of <c>agent_file_key</c>. It is made when it is first needed; of two
/// silos that make one at the same time, both use the first.
/// </summary>
internal sealed class AgentFileKeys(WriteBatcher writes, Database reads, SecretBox box, TimeProvider clock)
{
    // It is the installation's, as the keys of gateways are, and rows belong to a tenant.
    private const string Tenant = GrainKey.DefaultTenant;

    /// <summary>Signs the content of a file.</summary>
    public async Task<AgentFileSignature> Sign(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var (publicKey, secret) = await Find(ct) ?? await Create(ct);
        using var key = Key.Import(
            SignatureAlgorithm.Ed25519, Convert.FromBase64String(box.Open(secret, Place(Tenant))), KeyBlobFormat.RawPrivateKey);
        return new AgentFileSignature(
            publicKey, Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(key, content.Span)));
    }

    /// <summary>Whether files of this key are those of this installation.</summary>
    public async Task<bool> IsOwn(string publicKey, CancellationToken ct) =>
        await Find(ct) is { } own && own.PublicKey == publicKey;

    /// <summary>Where a key belongs.</summary>
    public static string Place(string tenant) => $"agent_file_key/{tenant}";

    private async Task<(string PublicKey, SealedSecret Secret)> Create(CancellationToken ct)
    {
        using var key = Key.Create(
            SignatureAlgorithm.Ed25519,
            new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving });
        var secret = box.Seal(Convert.ToBase64String(key.Export(KeyBlobFormat.RawPrivateKey)), Place(Tenant));
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                insert into agent_file_key (tenant, public_key, secret_key_id, secret, created_at)
                values ($1, $2, $3, $4, $5) on conflict (tenant) do nothing
                """,
                Text(Tenant), Text(Convert.ToBase64String(key.PublicKey.Export(KeyBlobFormat.RawPublicKey))),
                Text(secret.KeyId), Bytes(secret.Bytes), Time(clock.GetUtcNow())),
            ct);
        return await Find(ct) ?? throw new InvalidOperationException("The key that signs files was removed.");
    }

    private async Task<(string PublicKey, SealedSecret Secret)?> Find(CancellationToken ct)
    {
        var rows = await reads.QueryAsync(
            new SqlStatement(
                "select public_key, secret_key_id, secret from agent_file_key where tenant = $1", Text(Tenant)),
            row => (row.GetString(0), new SealedSecret(row.GetString(1), row.GetFieldValue<byte[]>(2))),
            ct);
        return rows.IsEmpty ? null : rows[0];
    }
}
