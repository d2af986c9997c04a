using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Sanctum.Streams;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// How a change of memory becomes a row of <c>memory_wal</c>: as a part of the very statement that makes the change, so that
/// there is neither a change without its row nor a row without its change. Every change of memory comes through here, and its
/// writer then has <see cref="IMemoryWalGrain"/> publish.
/// </summary>
internal static class MemoryWal
{
    /// <summary>
    /// A member of a <c>with</c>, named <c>wal</c>, that writes the row if <paramref name="changed"/> has a row, and then only
    /// one. The number is the next of the memory; of two writers at once the later is refused by the table's key, and run again
    /// by the batcher.
    /// </summary>
    /// <param name="changed">The member that makes the change.</param>
    /// <param name="tenant">The tenant, as SQL.</param>
    /// <param name="memory">The agent, as SQL.</param>
    /// <param name="first">Number of the first of <see cref="Parameters"/>.</param>
    public static string Append(string changed, string tenant, string memory, int first)
    {
        string Parameter(int offset) => string.Create(CultureInfo.InvariantCulture, $"${first + offset}");
        return
            $"""
            wal as (
                insert into memory_wal (tenant, memory, seq, id, type, schema_version, traceparent, payload)
                select {tenant}, {memory}, coalesce((select max(seq) from memory_wal where tenant = {tenant} and memory = {memory}), 0) + 1,
                       {Parameter(0)}, {Parameter(1)}, {Parameter(2)}, {Parameter(3)}, {Parameter(4)}
                from {changed})
            """;
    }

    /// <summary>What the row says.</summary>
    public static IEnumerable<NpgsqlParameter> Parameters(MemoryEvent happened)
    {
        yield return Uuid(Guid.CreateVersion7());
        yield return Text(happened.EventType);
        yield return Int(happened.SchemaVersion);
        yield return Text(Activity.Current?.Id);
        yield return Json(EventJson.Write(happened));
    }
}
