using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Schemas;
using Sanctum.Secrets;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.Remote;

/// <summary>The SQL of <c>remote_platform</c>. The secret is sealed before it gets here.</summary>
internal sealed class RemoteStore(WriteBatcher writes, Database reads)
{
    /// <summary>Writes a registration; one that is there is replaced.</summary>
    public Task Write(string name, RemoteRegistration registration, SealedSecret secret, CancellationToken ct) =>
        writes.ExecuteAsync(
        new SqlStatement(
            """
            insert into remote_platform as present (name, registration, secret, secret_key) values ($1, $2, $3, $4)
            on conflict (name) do update
            set registration = excluded.registration, secret = excluded.secret, secret_key = excluded.secret_key,
                version = present.version + 1, updated_at = now()
            """,
            Text(name), Json(JsonSerializer.Serialize(registration with { Secret = "" }, TypeSchema.Json)), Bytes(secret.Bytes),
            Text(secret.KeyId)),
        ct);

    /// <summary>Forgets a registration; false if there is none.</summary>
    public async Task<bool> Delete(string name, CancellationToken ct) =>
        await writes.ExecuteAsync(new SqlStatement("delete from remote_platform where name = $1", Text(name)), ct) == 1;

    /// <summary>Every registration.</summary>
    public Task<ImmutableArray<RemoteRow>> List(CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            "select name, registration::text, secret, secret_key, version, updated_at from remote_platform order by name"),
        row => new RemoteRow(
            row.GetString(0), JsonSerializer.Deserialize<RemoteRegistration>(row.GetString(1), TypeSchema.Json)!,
            new SealedSecret(row.GetString(3), row.GetFieldValue<byte[]>(2)), new RemoteVersion(row.GetInt64(4), row.Time(5))),
        ct);
}

/// <summary>A registration as its row has it.</summary>
/// <param name="Name">The platform.</param>
/// <param name="Registration">The registration, without its secret.</param>
/// <param name="Secret">The secret.</param>
/// <param name="Version">Which registration of that name it is.</param>
internal sealed record RemoteRow(string Name, RemoteRegistration Registration, SealedSecret Secret, RemoteVersion Version);

/// <summary>Which registration; one that was forgotten and made again counts from 1 once more.</summary>
internal sealed record RemoteVersion(long Number, DateTimeOffset At);
