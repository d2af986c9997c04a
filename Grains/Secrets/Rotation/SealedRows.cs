using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Secrets;

/// <summary>
/// Encrypts the secrets of a column anew, row by row. A row is written only if it still has the secret that was read, so what a
/// user writes meanwhile stays.
/// </summary>
internal sealed class SealedRows(WriteBatcher writes, Database reads, SecretBox box, SecretKeyRing keys)
{
    /// <summary>How many secrets of a column are encrypted under which key.</summary>
    public Task<ImmutableArray<SecretCount>> Count(SealedColumn column, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {column.KeyId}, count(*) from {column.Table} where {column.Secret} is not null group by 1 order by 1"),
            row => new SecretCount(row.GetString(0), row.GetInt64(1)),
            ct);

    /// <summary>Encrypts the next secrets of a column that are not under the current key.</summary>
    public async Task<ReencryptedPage> Reencrypt(SealedColumn column, string? after, int limit, CancellationToken ct)
    {
        var rows = await Find(column, after, limit, ct);
        var (reencrypted, unreadable) = (0, 0);
        foreach (var row in rows)
        {
            if (Renew(column, row) is not { } renewed)
                unreadable++;
            else if (await Write(column, row, renewed, ct))
                reencrypted++;
        }
        return new ReencryptedPage(
            reencrypted, unreadable, rows.Length == limit ? JsonSerializer.Serialize(rows[^1].Identity) : null);
    }

    private Task<ImmutableArray<SealedRow>> Find(SealedColumn column, string? after, int limit, CancellationToken ct)
    {
        var identity = string.Join(", ", column.Identity.Select(part => $"{part.Name}::text"));
        var known = string.Join(", ", column.Identity.Select((_, i) => Parameter(i + 3)));
        var from = after is null
            ? column.Identity.Select(_ => "")
            : JsonSerializer.Deserialize<ImmutableArray<string>>(after);
        return reads.QueryAsync(
            new SqlStatement(
                $"""
                select {column.KeyId}, {column.Secret}, {identity} from {column.Table}
                where {column.Secret} is not null and {column.KeyId} <> $1 and ({identity}) > ({known})
                order by {identity} limit $2
                """,
                [Text(keys.Current.Id), Int(limit), .. from.Select(Text)]),
            row => Read(row, column.Identity.Length),
            ct);
    }

    private SealedSecret? Renew(SealedColumn column, SealedRow row)
    {
        var place = column.Place(row.Identity);
        try
        {
            return box.Seal(box.Open(row.Secret, place), place);
        }
        catch (UnreadableSecretException)
        {
            return null;
        }
    }

    private async Task<bool> Write(SealedColumn column, SealedRow row, SealedSecret renewed, CancellationToken ct)
    {
        var isRow = string.Join(
            " and ", column.Identity.Select((part, i) => $"{part.Name} = {Parameter(i + 5)}::{part.Type}"));
        var also = column.AlsoSet.Length == 0 ? "" : $", {column.AlsoSet}";
        return await writes.ExecuteAsync(
            new SqlStatement(
                $"""
                update {column.Table} set {column.Secret} = $1, {column.KeyId} = $2{also}
                where {isRow} and {column.KeyId} = $3 and {column.Secret} = $4
                """,
                [
                    Bytes(renewed.Bytes), Text(renewed.KeyId), Text(row.Secret.KeyId), Bytes(row.Secret.Bytes),
                    .. row.Identity.Select(Text),
                ]),
            ct) == 1;
    }

    private static string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"${number}");

    private static SealedRow Read(NpgsqlDataReader row, int identityColumns) => new(
        new SealedSecret(row.GetString(0), row.GetFieldValue<byte[]>(1)),
        [.. Enumerable.Range(2, identityColumns).Select(row.GetString)]);

    private sealed record SealedRow(SealedSecret Secret, ImmutableArray<string> Identity);
}
