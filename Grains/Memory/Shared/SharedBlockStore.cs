using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Trust;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_shared_block</c> and <c>memory_shared_edit</c>, and what adds a version.</summary>
internal sealed class SharedBlockStore(WriteBatcher writes, Database reads, SharedVersionStore versions)
{
    private const string AddVersion =
        """
        versioned as (
            insert into memory_shared_version (tenant, label, version, kind, author, cause, session_id, call_id, of_version,
                description, char_limit, start, removed, added, whole, changed_at, trust)
            select $1, $2, $5, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20 from changed),
        edited as (
            insert into memory_shared_edit (tenant, label, agent, edit_id, version) select $1, $2, $3, $4, $5 from changed)
        select true from changed
        """;

    /// <summary>A block with its text.</summary>
    public async Task<SharedContent> Load(GrainKey key, CancellationToken ct)
    {
        var row = await reads.QuerySingleAsync(
            new SqlStatement(
                """
                select description, char_limit, is_readonly, version, updated_at, trust from memory_shared_block
                where tenant = $1 and label = $2
                """,
                Text(key.Tenant), Text(key.Name)),
            row => new SharedContent(
                new MemoryBlock(key.Name, "", row.GetString(0), row.GetInt32(1), row.GetInt32(3), row.Time(4))
                {
                    Trust = TrustNames.Read(row, 5),
                },
                row.GetBoolean(2), row.GetInt32(3), Weight: 0),
            ct);
        if (row?.Block is not { } block)
            return SharedContent.None with
            {
                Version = (await versions.LastOf(key, [key.Name], ct)).GetValueOrDefault(key.Name),
            };
        var (text, weight) = await versions.TextOf(key, row.Version, ct);
        return row with { Block = block with { Value = text }, Weight = weight };
    }

    /// <summary>Blocks of a tenant after a label, by label, without their texts.</summary>
    public Task<ImmutableArray<SharedBlock>> List(string tenant, string? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select label, description, char_limit, is_readonly, characters, version, updated_at, trust
                from memory_shared_block
                where tenant = $1 and label > $2 order by label limit $3
                """,
                Text(tenant), Text(after ?? ""), Int(limit)),
            row => new SharedBlock(
                row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetBoolean(3), row.GetInt32(4), row.GetInt32(5),
                row.Time(6))
            {
                Trust = TrustNames.Read(row, 7),
            },
            ct);

    /// <summary>How many blocks a tenant has.</summary>
    public Task<long> Count(string tenant, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement("select count(*) from memory_shared_block where tenant = $1", Text(tenant)),
            row => row.GetInt64(0),
            ct);

    /// <summary>Whether an edit was made before.</summary>
    /// <param name="key">The block.</param>
    /// <param name="agent">Who made it; empty for an operator.</param>
    /// <param name="editId">Its id.</param>
    /// <param name="ct">Ends it early.</param>
    public async Task<bool> HasEdit(GrainKey key, string agent, string editId, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                "select true from memory_shared_edit where tenant = $1 and label = $2 and agent = $3 and edit_id = $4",
                Text(key.Tenant), Text(key.Name), Text(agent), Text(editId)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>Notes an edit that leaves the block as it is, so that its id is known.</summary>
    /// <returns>Whether the block still has that version.</returns>
    public Task<bool> Note(GrainKey key, string agent, string editId, int version, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                """
                with present as (
                    select from memory_shared_block where tenant = $1 and label = $2 and version = $5),
                noted as (
                    insert into memory_shared_edit (tenant, label, agent, edit_id, version) select $1, $2, $3, $4, $5 from present
                    on conflict do nothing)
                select exists (select from present)
                """,
                Text(key.Tenant), Text(key.Name), Text(agent), Text(editId), Int(version)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>
    /// Makes a change: the block, its version and the edit's id together, and only if the rows hold what the change says.
    /// </summary>
    /// <returns>Whether they did.</returns>
    /// <exception cref="PostgresException">The edit was made by another activation (unique violation).</exception>
    public Task<bool> Apply(
        GrainKey key, string agent, BlockEntry entry, SharedChange change, DateTimeOffset now, CancellationToken ct)
    {
        var changed = (change.Before.Block, change.After.Block) switch
        {
            (_, null) => "delete from memory_shared_block where tenant = $1 and label = $2 and version = $6 returning 1",
            (null, _) =>
                """
                insert into memory_shared_block
                    (tenant, label, description, char_limit, characters, is_readonly, version, updated_at, trust)
                values ($1, $2, $13, $14, $21, $22, $5, $19, $20)
                on conflict (tenant, label) do nothing returning 1
                """,
            _ =>
                """
                update memory_shared_block
                set description = $13, char_limit = $14, characters = $21, is_readonly = $22, version = $5, updated_at = $19,
                    trust = $20
                where tenant = $1 and label = $2 and version = $6 returning 1
                """,
        };
        return writes.QuerySingleAsync(
            new SqlStatement(
                $"with changed as ({changed}), {AddVersion}", [.. Parameters(key, agent, entry, change, now)]),
            row => row.GetBoolean(0),
            ct);
    }

    private static IEnumerable<NpgsqlParameter> Parameters(
        GrainKey key, string agent, BlockEntry entry, SharedChange change, DateTimeOffset now)
    {
        var block = change.After.Block;
        return
        [
            Text(key.Tenant), Text(key.Name), Text(agent), Text(entry.EditId), Int(change.After.Version),
            Int(change.Before.Version), Text(SharedVersionStore.NameOf(entry.Kind)), Text(entry.Author),
            Text(SharedVersionStore.NameOf(entry.Cause.Kind)), Text(entry.Cause.SessionId), Text(entry.Cause.CallId),
            Int(entry.Cause.Version), Text(block?.Description), Int(block?.Limit), Int(change.Splice.Start),
            Int(change.Splice.Removed), Text(change.Splice.Added), Text(change.Whole), Time(now),
            Int((int)(block ?? change.Before.Block!).Trust),
            .. block is null ? [] : new[] { Int(block.Value.Length), Bool(change.After.IsReadOnly) },
        ];
    }
}
