using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_block</c> and <c>memory_entry</c>.</summary>
internal sealed class MemoryStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "label, value, description, char_limit, version, updated_at";

    /// <summary>Every block that the model sees, in the order of their labels.</summary>
    public Task<ImmutableArray<MemoryBlock>> Load(GrainKey agent, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from memory_block where tenant = $1 and agent = $2 and is_attached order by label", Text(agent.Tenant), Text(agent.Name)),
            ReadBlock,
            ct);

    /// <summary>A block, seen or put away, or null.</summary>
    public Task<MemoryBlock?> Find(GrainKey agent, string label, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {Columns} from memory_block where tenant = $1 and agent = $2 and label = $3", Text(agent.Tenant), Text(agent.Name), Text(label)),
            ReadBlock,
            ct);

    /// <summary>How many blocks there are, seen and put away.</summary>
    public Task<long> Count(GrainKey agent, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement("select count(*) from memory_block where tenant = $1 and agent = $2", Text(agent.Tenant), Text(agent.Name)),
            row => row.GetInt64(0),
            ct);

    /// <summary>Shows a block or puts it away; null if there is none.</summary>
    public Task<MemoryBlock?> SetAttached(GrainKey agent, string label, bool isAttached, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"update memory_block set is_attached = $4 where tenant = $1 and agent = $2 and label = $3 returning {Columns}",
                Text(agent.Tenant), Text(agent.Name), Text(label), Bool(isAttached)),
            ReadBlock,
            ct);

    /// <summary>Creates a block; one that is there stays as it is.</summary>
    public Task Create(GrainKey agent, MemoryBlock block, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                insert into memory_block (tenant, agent, label, value, description, char_limit) values ($1, $2, $3, $4, $5, $6)
                on conflict (tenant, agent, label) do nothing
                """,
                Text(agent.Tenant), Text(agent.Name), Text(block.Label), Text(block.Value), Text(block.Description), Int(block.Limit)),
            ct);

    /// <summary>Whether an edit was made before.</summary>
    public async Task<bool> HasEdit(GrainKey agent, string editId, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                "select true from memory_entry where tenant = $1 and agent = $2 and edit_id = $3",
                Text(agent.Tenant), Text(agent.Name), Text(editId)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>
    /// Makes an edit: the block and its history change together, once per edit id, and only if the block still is what
    /// <paramref name="before"/> says (null: not there).
    /// </summary>
    /// <returns>The block, or null if nothing was changed.</returns>
    public Task<MemoryBlock?> Edit(GrainKey agent, MemoryEdit edit, MemoryBlock? before, MemoryBlock after, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with logged as (
                    insert into memory_entry (tenant, agent, edit_id, label, kind, actor, before, after, version)
                    select $1, $2, $3, $4, $5, $6, $7, $8, $9
                    where coalesce((select version from memory_block where tenant = $1 and agent = $2 and label = $4), 0) = $9 - 1
                    on conflict (tenant, agent, edit_id) do nothing
                    returning tenant)
                insert into memory_block (tenant, agent, label, value, description, char_limit, version)
                select tenant, $2, $4, $8, $10, $11, $9 from logged
                on conflict (tenant, agent, label) do update
                set value = excluded.value, description = excluded.description, char_limit = excluded.char_limit,
                    version = excluded.version, updated_at = now()
                returning {Columns}
                """,
                Text(agent.Tenant), Text(agent.Name), Text(edit.EditId), Text(edit.Label), Text(edit.Kind.ToString().ToLowerInvariant()),
                Text(edit.Actor), Text(before?.Value), Text(after.Value), Int(after.Version), Text(after.Description), Int(after.Limit)),
            ReadBlock,
            ct);

    private static MemoryBlock ReadBlock(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), row.Time(5));
}
