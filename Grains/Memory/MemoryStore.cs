using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Trust;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// The SQL of <c>memory_block</c> and <c>memory_entry</c>; each change is in <c>memory_wal</c> by the same statement.
/// </summary>
internal sealed class MemoryStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "label, value, description, char_limit, version, updated_at, is_attached, attached_for, trust";

    private const string InsertEntry =
        "insert into memory_entry (tenant, agent, edit_id, label, kind, actor, before, after, version, author, cause, " +
        "session_id, call_id, of_version, before_description, description, before_limit, char_limit, is_change, trust, " +
        "before_trust)";

    private const string EntryValues =
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21";

    /// <summary>Every block that the model sees, in the order of their labels.</summary>
    public Task<ImmutableArray<MemoryBlock>> Load(GrainKey agent, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from memory_block where tenant = $1 and agent = $2 and is_attached order by label",
                Text(agent.Tenant), Text(agent.Name)),
            ReadBlock,
            ct);

    /// <summary>Blocks behind a label, seen and put away, in the order of their labels.</summary>
    public Task<ImmutableArray<MemoryBlock>> List(GrainKey agent, string? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from memory_block
                where tenant = $1 and agent = $2 and label > $3 order by label limit $4
                """,
                Text(agent.Tenant), Text(agent.Name), Text(after ?? ""), Int(limit)),
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
    /// Attaches or detaches a block, as <paramref name="after"/> says, if it is of that version; null if nothing was changed.
    /// </summary>
    public Task<MemoryBlock?> SetAttached(GrainKey agent, MemoryBlock after, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with changed as (
                    update memory_block set is_attached = $4, attached_for = $6
                    where tenant = $1 and agent = $2 and label = $3 and version = $5
                      and (is_attached, attached_for) is distinct from ($4, $6)
                    returning {Columns}),
                {MemoryWal.Append("changed", "$1", "$2", first: 7)}
                select {Columns} from changed
                """,
                [
                    Text(agent.Tenant), Text(agent.Name), Text(after.Label), Bool(after.IsAttached), Int(after.Version),
                    Text(after.AttachedFor),
                    .. MemoryWal.Parameters(BlockEvents.Changed(agent, after)),
                ]),
            ReadBlock,
            ct);

    /// <summary>Creates a block that is seen; one that is there stays as it is.</summary>
    /// <returns>The block, or null if it was there.</returns>
    public Task<MemoryBlock?> Create(GrainKey agent, BlockEntry entry, MemoryBlock block, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with changed as (
                    insert into memory_block (tenant, agent, label, value, description, char_limit, version, attached_for, trust)
                    values ($1, $2, $4, $8, $16, $18, $9, $22, $20)
                    on conflict (tenant, agent, label) do nothing
                    returning {Columns}),
                entry as ({InsertEntry} select {EntryValues} from changed on conflict do nothing),
                {MemoryWal.Append("changed", "$1", "$2", first: 23)}
                select {Columns} from changed
                """,
                [
                    .. Entry(agent, entry, null, block), Text(block.AttachedFor),
                    .. MemoryWal.Parameters(BlockEvents.Changed(agent, block)),
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
    /// <returns>Whether the block still is what <paramref name="block"/> says.</returns>
    public Task<bool> Note(GrainKey agent, BlockEntry entry, MemoryBlock block, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with present as (
                    select version from memory_block where tenant = $1 and agent = $2 and label = $4 and version = $9),
                noted as ({InsertEntry} select {EntryValues} from present on conflict do nothing)
                select exists (select from present)
                """,
                [.. Entry(agent, entry, block, block)]),
            row => row.GetBoolean(0),
            ct);

    /// <summary>
    /// Makes an edit: the block, its history and the log change together, once per edit id, and only if the block still is what
    /// <paramref name="before"/> says (null: not there).
    /// </summary>
    /// <returns>The block, or null if nothing was changed.</returns>
    public Task<MemoryBlock?> Edit(
        GrainKey agent, BlockEntry entry, MemoryBlock? before, MemoryBlock after, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with edited as (
                    {InsertEntry}
                    select {EntryValues}
                    where coalesce((select version from memory_block where tenant = $1 and agent = $2 and label = $4), 0) = $22
                    on conflict (tenant, agent, edit_id) do nothing
                    returning tenant),
                changed as (
                    insert into memory_block (tenant, agent, label, value, description, char_limit, version, trust)
                    select tenant, $2, $4, $8, $16, $18, $9, $20 from edited
                    on conflict (tenant, agent, label) do update
                    set value = excluded.value, description = excluded.description, char_limit = excluded.char_limit,
                        version = excluded.version, trust = excluded.trust, updated_at = now()
                    returning {Columns}),
                {MemoryWal.Append("changed", "$1", "$2", first: 23)}
                select {Columns} from changed
                """,
                [
                    .. Entry(agent, entry, before, after), Int(before?.Version ?? 0),
                    .. MemoryWal.Parameters(BlockEvents.Changed(agent, after)),
                ]),
            ReadBlock,
            ct);

    /// <summary>
    /// Deletes a block, if it is of that version, with its last place in the history and in the log; false if nothing was
    /// deleted.
    /// </summary>
    public async Task<bool> Delete(GrainKey agent, BlockEntry entry, MemoryBlock block, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with deleted as (
                    delete from memory_block where tenant = $1 and agent = $2 and label = $4 and version = $9 - 1
                    returning tenant),
                edited as ({InsertEntry} select {EntryValues} from deleted on conflict do nothing),
                {MemoryWal.Append("deleted", "$1", "$2", first: 22)}
                select count(*) from deleted
                """,
                [
                    .. Entry(agent, entry, block, null),
                    .. MemoryWal.Parameters(BlockEvents.Deleted(agent, block)),
                ]),
            row => row.GetInt64(0),
            ct) == 1;

    // A block that is not there before or after has no description and no limit; where it stays the same block, it is no change.
    private static IEnumerable<NpgsqlParameter> Entry(
        GrainKey agent, BlockEntry entry, MemoryBlock? before, MemoryBlock? after) =>
    [
        Text(agent.Tenant), Text(agent.Name), Text(entry.EditId), Text(entry.Label), Text(Name(entry.Kind)),
        Text(entry.Actor), Text(before?.Value), Text(after?.Value ?? ""), Int(after?.Version ?? before!.Version + 1),
        Text(entry.Author), Text(Name(entry.Cause.Kind)), Text(entry.Cause.SessionId), Text(entry.Cause.CallId),
        Int(entry.Cause.Version), Text(before?.Description), Text(after?.Description), Int(before?.Limit), Int(after?.Limit),
        Bool(!ReferenceEquals(before, after)), Int((int)(after ?? before)!.Trust), Int((int?)before?.Trust),
    ];

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();

    private static MemoryBlock ReadBlock(NpgsqlDataReader row) =>
        new(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), row.Time(5),
            row.GetBoolean(6), row.TextOrNull(7))
        {
            Trust = TrustNames.Read(row, 8),
        };
}
