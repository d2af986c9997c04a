using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Audit;

/// <summary>
/// The SQL of the chain: <c>audit_chain</c>, and the places of entries. The head moves only from where the writer saw it, so of
/// two that seal at once one changes nothing.
/// </summary>
internal sealed class AuditChainStore(WriteBatcher writes, Database reads)
{
    private static readonly RowColumns<SealedEntry> Sealed = new RowColumns<SealedEntry>()
        .Uuid("id", entry => entry.Id)
        .Long("seq", entry => entry.Seal.Seq)
        .Bytes("previous", entry => Convert.FromHexString(entry.Seal.Previous))
        .Bytes("hash", entry => Convert.FromHexString(entry.Seal.Hash));

    // Behind the columns: $5 tenant, $6 and $7 the head as it was seen, $8 and $9 as it is then.
    private static readonly string SealEntries =
        $"""
        with moved as (
            update audit_chain set head_seq = $8, head_hash = $9, sealed_at = now()
            where tenant = $5 and head_seq = $6 and head_hash = $7
            returning tenant),
        sealed as (
            update audit_entry entry set chain_seq = given.seq, previous_hash = given.previous, hash = given.hash
            from moved cross join unnest({Sealed.Arrays}) given ({Sealed.Names})
            where entry.tenant = $5 and entry.id = given.id and entry.chain_seq is null
            returning 1)
        select case when moved.count = 0 or sealed.count = cardinality($1) then moved.count
                    else audit_seal_refused(sealed.count, cardinality($1)) end
        from (select count(*) from moved) moved, (select count(*) from sealed) sealed
        """;

    /// <summary>The head of a tenant's chain, which begins here if there is none.</summary>
    public async Task<ChainHead> FindHead(string tenant, CancellationToken ct)
    {
        if (await ReadHead(tenant, ct) is { } head)
            return head;
        await writes.ExecuteAsync(
            new SqlStatement("insert into audit_chain (tenant) values ($1) on conflict do nothing", Text(tenant)), ct);
        return await ReadHead(tenant, ct)
            ?? throw new StorageUnavailableException($"The head of the audit chain of tenant '{tenant}' cannot be written.");
    }

    /// <summary>The oldest entries of a tenant that are not sealed.</summary>
    public Task<ImmutableArray<AuditEntry>> ListUnsealed(string tenant, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {AuditRows.ReadColumns} from audit_entry where tenant = $1 and chain_seq is null order by id limit $2
                """,
                Text(tenant), Int(limit)),
            row => AuditRows.Read(row),
            ct);

    /// <summary>Seals entries that follow each other; false if the head is not <paramref name="from"/> any more.</summary>
    public async Task<bool> Seal(string tenant, ChainHead from, IReadOnlyList<SealedEntry> entries, CancellationToken ct)
    {
        var last = entries[^1].Seal;
        return await writes.QuerySingleAsync(
            new SqlStatement(
                SealEntries,
                [
                    .. Sealed.Parameters(entries), Text(tenant), Long(from.Seq), Bytes(Convert.FromHexString(from.Hash)),
                    Long(last.Seq), Bytes(Convert.FromHexString(last.Hash)),
                ]),
            row => row.GetInt64(0),
            ct) == 1;
    }

    /// <summary>Tenants with entries that are not sealed, as keys of their audit log.</summary>
    public Task<ImmutableArray<GrainKey>> FindUnsealed(int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                with recursive tenants as (
                    (select tenant from audit_entry where chain_seq is null order by tenant limit 1)
                    union all
                    select (select tenant from audit_entry where chain_seq is null and tenant > before.tenant order by tenant limit 1)
                    from tenants before where before.tenant is not null)
                select tenant from tenants where tenant is not null limit $1
                """,
                Int(limit)),
            row => new GrainKey(row.GetString(0), AuditNames.Log),
            ct);

    /// <summary>How many entries of all tenants are not sealed.</summary>
    public Task<long> CountUnsealed(CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select count(*) from (select from audit_entry where chain_seq is null limit $1) unsealed",
                Long(AuditCheck.MaxUnsealed)),
            row => row.GetInt64(0),
            ct);

    /// <summary>
    /// The entries of the chain behind <paramref name="after"/>, or behind what retention removed, and the ends of the chain as
    /// they were at the same time.
    /// </summary>
    public async Task<ChainPage> Read(string tenant, long after, int limit, CancellationToken ct)
    {
        var rows = await reads.QueryAsync(
            new SqlStatement(
                $"""
                with chain as materialized (select * from audit_chain where tenant = $1),
                facts as materialized (
                    select (select count(*) from (select from audit_entry where tenant = $1 and chain_seq is null limit $4) unsealed) as unsealed,
                           coalesce((select min(chain_seq) from audit_entry where tenant = $1 and chain_seq is not null)
                                    <= (select anchor_seq from chain), false) as keeps_removed)
                select head_seq, head_hash, anchor_seq, anchor_hash, facts.unsealed, keeps_removed, {AuditRows.ReadColumns}
                from facts left join chain on true left join lateral (
                    select * from audit_entry
                    where audit_entry.tenant = $1 and chain_seq > greatest($2, coalesce(chain.anchor_seq, 0))
                    order by chain_seq limit $3) entry on true
                order by chain_seq
                """,
                Text(tenant), Long(after), Int(limit), Long(AuditCheck.MaxUnsealed)),
            row => (Ends: ReadEnds(row), Entry: row.IsDBNull(6) ? null : AuditRows.Read(row, from: 6)),
            ct);
        return new ChainPage(rows[0].Ends, [.. rows.Select(row => row.Entry).OfType<AuditEntry>()]);
    }

    /// <summary>The hash of the entry in a place; null if there is none.</summary>
    public Task<string?> FindHash(string tenant, long seq, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement("select hash from audit_entry where tenant = $1 and chain_seq = $2", Text(tenant), Long(seq)),
            row => (string?)AuditRows.Hash(row, 0),
            ct);

    private Task<ChainHead?> ReadHead(string tenant, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement("select head_seq, head_hash from audit_chain where tenant = $1", Text(tenant)),
            row => new ChainHead(row.GetInt64(0), AuditRows.Hash(row, 1)),
            ct);

    private static ChainEnds ReadEnds(Npgsql.NpgsqlDataReader row) => new(
        row.IsDBNull(0) ? null : new ChainHead(row.GetInt64(0), AuditRows.Hash(row, 1)),
        row.IsDBNull(2) ? ChainHead.Beginning : new ChainHead(row.GetInt64(2), AuditRows.Hash(row, 3)),
        row.GetInt64(4),
        row.GetBoolean(5));
}

/// <summary>A place in the chain; the beginning has number 0.</summary>
internal sealed record ChainHead(long Seq, string Hash)
{
    public static ChainHead Beginning { get; } = new(0, AuditHash.Zero);
}

/// <summary>An entry with its place in the chain.</summary>
internal sealed record SealedEntry(Guid Id, AuditSeal Seal);

/// <summary>The ends of a chain.</summary>
/// <param name="Head">The newest place; null where the chain has no head.</param>
/// <param name="Anchor">The last place that retention removed.</param>
/// <param name="Unsealed">How many entries wait to be sealed.</param>
/// <param name="KeepsRemoved">Whether there are entries up to the anchor all the same.</param>
internal sealed record ChainEnds(ChainHead? Head, ChainHead Anchor, long Unsealed, bool KeepsRemoved);

/// <summary>Some entries of a chain, in order, and its ends.</summary>
internal sealed record ChainPage(ChainEnds Ends, ImmutableArray<AuditEntry> Entries);
