using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_block_share</c>.</summary>
internal sealed class BlockShareStore(WriteBatcher writes, Database reads)
{
    /// <summary>The shared blocks that an agent sees, by label.</summary>
    public Task<ImmutableArray<string>> LabelsOf(GrainKey agent, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                "select label from memory_block_share where tenant = $1 and agent = $2 order by label",
                Text(agent.Tenant), Text(agent.Name)),
            row => row.GetString(0),
            ct);

    /// <summary>The agents that see a block, with their rights.</summary>
    public async Task<ImmutableDictionary<string, BlockRight>> RightsTo(GrainKey block, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                "select agent, access_right from memory_block_share where tenant = $1 and label = $2",
                Text(block.Tenant), Text(block.Name)),
            row => KeyValuePair.Create(row.GetString(0), ReadRight(row, 1)),
            ct)).ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>Shares of a block after an agent, by agent.</summary>
    public Task<ImmutableArray<BlockShare>> List(
        string tenant, string label, string? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select label, agent, access_right, shared_by, shared_at from memory_block_share
                where tenant = $1 and label = $2 and agent > $3 order by agent limit $4
                """,
                Text(tenant), Text(label), Text(after ?? ""), Int(limit)),
            ReadShare,
            ct);

    /// <summary>A share, or null.</summary>
    public Task<BlockShare?> Find(GrainKey block, string agent, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                """
                select label, agent, access_right, shared_by, shared_at from memory_block_share
                where tenant = $1 and agent = $2 and label = $3
                """,
                Text(block.Tenant), Text(agent), Text(block.Name)),
            ReadShare,
            ct);

    /// <summary>Inserts a share, or replaces it.</summary>
    public Task Put(string tenant, BlockShare share, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            insert into memory_block_share (tenant, agent, label, access_right, shared_by, shared_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (tenant, agent, label) do update
            set access_right = excluded.access_right, shared_by = excluded.shared_by, shared_at = excluded.shared_at
            """,
            Text(tenant), Text(share.Agent), Text(share.Label), Text(SharedVersionStore.NameOf(share.Right)),
            Text(share.SharedBy), Time(share.SharedAt)),
        ct);

    /// <summary>Removes a share.</summary>
    public Task Remove(GrainKey block, string agent, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            "delete from memory_block_share where tenant = $1 and agent = $2 and label = $3",
            Text(block.Tenant), Text(agent), Text(block.Name)),
        ct);

    private static BlockShare ReadShare(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), ReadRight(row, 2), row.GetString(3), row.Time(4));

    // A right that this build does not have is read as the lowest.
    private static BlockRight ReadRight(NpgsqlDataReader row, int column) =>
        BlockVersionStore.Parse(row.GetString(column), BlockRight.Read);
}
