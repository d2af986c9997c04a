using Npgsql;
using NpgsqlTypes;
using Sanctum.Embeddings;

namespace Sanctum.Bench.Memory;

/// <summary>Writes many passages and their vectors at once, as the product keeps them.</summary>
internal static class PassageRows
{
    private const int Batch = 10_000;

    /// <summary>Writes the first <paramref name="count"/> made passages of an agent.</summary>
    public static async Task Write(NpgsqlDataSource rows, string agent, MadePassages made, int count, string model)
    {
        for (var first = 0; first < count; first += Batch)
        {
            string[] texts = [.. Enumerable.Range(first, Math.Min(Batch, count - first)).Select(made.Text)];
            Guid[] ids = [.. texts.Select((_, i) => Guid.CreateVersion7(TimeOf(first + i)))];
            await WritePassages(rows, agent, first, texts, ids);
            await WriteVectors(rows, agent, ids, [.. texts.Select(HashGenerator.Embed)], model);
        }
        await using var analyze = rows.CreateCommand("analyze memory_passage, memory_embedding");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync();
    }

    private static DateTimeOffset TimeOf(int number) => DateTimeOffset.UnixEpoch.AddYears(55).AddSeconds(number);

    private static async Task WritePassages(NpgsqlDataSource rows, string agent, int first, string[] texts, Guid[] ids)
    {
        await using var connection = await rows.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy memory_passage (tenant, agent, id, text, tags, source, importance, created_at, updated_at) " +
            "from stdin (format binary)");
        for (var i = 0; i < texts.Length; i++)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync("default", NpgsqlDbType.Text);
            await copy.WriteAsync(agent, NpgsqlDbType.Text);
            await copy.WriteAsync(ids[i], NpgsqlDbType.Uuid);
            await copy.WriteAsync(texts[i], NpgsqlDbType.Text);
            await copy.WriteAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text);
            await copy.WriteAsync("made", NpgsqlDbType.Text);
            await copy.WriteAsync(0.5, NpgsqlDbType.Double);
            await copy.WriteAsync(TimeOf(first + i), NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(TimeOf(first + i), NpgsqlDbType.TimestampTz);
        }
        await copy.CompleteAsync();
    }

    private static async Task WriteVectors(
        NpgsqlDataSource rows, string agent, Guid[] ids, float[][] vectors, string model)
    {
        await using var connection = await rows.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy memory_embedding (tenant, agent, passage, version, model, vector, attempts) from stdin (format binary)");
        for (var i = 0; i < ids.Length; i++)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync("default", NpgsqlDbType.Text);
            await copy.WriteAsync(agent, NpgsqlDbType.Text);
            await copy.WriteAsync(ids[i], NpgsqlDbType.Uuid);
            await copy.WriteAsync(1, NpgsqlDbType.Integer);
            await copy.WriteAsync(model, NpgsqlDbType.Text);
            await copy.WriteAsync(QuantizedVector.Of(vectors[i]), NpgsqlDbType.Bytea);
            await copy.WriteAsync(0, NpgsqlDbType.Integer);
        }
        await copy.CompleteAsync();
    }
}
