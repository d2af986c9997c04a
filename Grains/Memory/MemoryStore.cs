using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// The SQL of <c>memory_block</c> and <c>memory_entry</c>; each change is in <c>memory_wal</c> by the same statement.
/// </summary>
internal sealed class MemoryStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "label, value, description, char_limit, version, updated_at, is_attached";

    private const string InsertEntry =
        "insert into memory_entry (tenant, agent, edit_id, label, kind, actor, before, after, version)";

    /// <summary>Every block that the model sees, in the order of their labels.</summary>
    public Task<ImmutableArray<MemoryBlock>> Load(GrainKey agent, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from memory_block where tenant = $1 and agent = $2 and is_attached order by label",
                Text(agent.Tenant), Text(agent.Name)),
            ReadBlock,
            ct);

    /// <summary>A block, seen or put away, or null.</summary>
    public Task<MemoryBlock?> Find(GrainKey agent, string label, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {Columns} from memory_block where tenant = $1 and agent = $2 and label = $3", Text(agent.Tenant),
                Text(agent.Name), Text(label)),
            ReadBlock,
            ct);

    /// <summary>How many blocks there are, seen and put away.</summary>
    public Task<long> Count(GrainKey agent, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select count(*) from memory_block where tenant = $1 and agent = $2", Text(agent.Tenant), Text(agent.Name)),
            row => row.GetInt64(0),
            ct);

    /// <summary>
    /// Shows a block or puts it away, as <paramref name="after"/> says, if it is of that version; null if nothing was changed.
    /// </summary>
    public Task<MemoryBlock?> SetAttached(GrainKey agent, MemoryBlock after, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with changed as (
                    update memory_block set is_attached = $4
                    where tenant = $1 and agent = $2 and label = $3 and version = $5 and is_attached <> $4
                    returning {Columns}),
                {MemoryWal.Append("changed", "$1", "$2", first: 6)}
                select {Columns} from changed
                """,
                [
                    Text(agent.Tenant), Text(agent.Name), Text(after.Label), Bool(after.IsAttached), Int(after.Version),
                    .. MemoryWal.Parameters(BlockEvents.Changed(agent, after)),
                ]),
            ReadBlock,
            ct);

    /// <summary>Creates a block that is seen; one that is there stays as it is.</summary>
    /// <returns>The block, or null if it was there.</returns>
    public Task<MemoryBlock?> Create(GrainKey agent, MemoryBlock block, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with changed as (
                    insert into memory_block (tenant, agent, label, value, description, char_limit, version) values ($1, $2, $3, $4, $5, $6, $7)
                    on conflict (tenant, agent, label) do nothing
                    returning {Columns}),
                {MemoryWal.Append("changed", "$1", "$2", first: 8)}
                select {Columns} from changed
                """,
                [
                    Text(agent.Tenant), Text(agent.Name), Text(block.Label), Text(block.Value), Text(block.Description),
                    Int(block.Limit),
                    Int(block.Version), .. MemoryWal.Parameters(BlockEvents.Changed(agent, block)),
                ]),
            ReadBlock,
            ct);

    /// <summary>Whether an edit was made before.</summary>
    public async Task<bool> HasEdit(GrainKey agent, string editId, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                "select true from memory_entry where tenant = $1 and agent = $2 and edit_id = $3",
                Text(agent.Tenant), Text(agent.Name), Text(editId)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>Notes an edit that leaves its block as it is, so that its id is known.</summary>
    public Task Note(GrainKey agent, MemoryEdit edit, MemoryBlock block, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"{InsertEntry} values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
                [.. Entry(agent, edit, block, block)]), ct);

    /// <summary>
    /// Makes an edit: the block, its history and the log change together, once per edit id, and only if the block still is what
    /// <paramref name="before"/> says (null: not there).
    /// </summary>
    /// <returns>The block, or null if nothing was changed.</returns>
    public Task<MemoryBlock?> Edit(
        GrainKey agent, MemoryEdit edit, MemoryBlock? before, MemoryBlock after, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with edited as (
                    {InsertEntry}
                    select $1, $2, $3, $4, $5, $6, $7, $8, $9
                    where coalesce((select version from memory_block where tenant = $1 and agent = $2 and label = $4), 0) = $9 - 1
                    on conflict (tenant, agent, edit_id) do nothing
                    returning tenant),
                changed as (
                    insert into memory_block (tenant, agent, label, value, description, char_limit, version)
                    select tenant, $2, $4, $8, $10, $11, $9 from edited
                    on conflict (tenant, agent, label) do update
                    set value = excluded.value, description = excluded.description, char_limit = excluded.char_limit,
                        version = excluded.version, updated_at = now()
                    returning {Columns}),
                {MemoryWal.Append("changed", "$1", "$2", first: 12)}
                select {Columns} from changed
                """,
                [
                    .. Entry(agent, edit, before, after), Text(after.Description), Int(after.Limit),
                    .. MemoryWal.Parameters(BlockEvents.Changed(agent, after)),
                ]),
            ReadBlock,
            ct);

    /// <summary>
    /// Deletes a block, if it is of that version, with its last place in the history and in the log; false if nothing was
    /// deleted.
    /// </summary>
    public async Task<bool> Delete(GrainKey agent, string editId, string actor, MemoryBlock block, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with deleted as (
                    delete from memory_block where tenant = $1 and agent = $2 and label = $4 and version = $7 - 1
                    returning tenant),
                edited as ({InsertEntry} select $1, $2, $3, $4, 'delete', $5, $6, '', $7 from deleted on conflict do nothing),
                {MemoryWal.Append("deleted", "$1", "$2", first: 8)}
                select count(*) from deleted
                """,
                [
                    Text(agent.Tenant), Text(agent.Name), Text(editId), Text(block.Label), Text(actor), Text(block.Value),
                    Int(block.Version + 1),
                    .. MemoryWal.Parameters(BlockEvents.Deleted(agent, block)),
                ]),
            row => row.GetInt64(0),
            ct) == 1;

    private static IEnumerable<NpgsqlParameter> Entry(GrainKey agent, MemoryEdit edit, MemoryBlock? before, MemoryBlock after) =>
    [
        Text(agent.Tenant), Text(agent.Name), Text(edit.EditId), Text(edit.Label), Text(edit.Kind.ToString().ToLowerInvariant()),
        Text(edit.Actor), Text(before?.Value), Text(after.Value), Int(after.Version),
    ];

    private static MemoryBlock ReadBlock(NpgsqlDataReader row) =>
        new(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), row.Time(5),
            row.GetBoolean(6));
}
