using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Trust;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>Reads the history of shared blocks, <c>memory_shared_version</c>, and makes texts of it.</summary>
internal sealed class SharedVersionStore(Database reads) : IBlockVersions
{
    private const string Columns =
        "version, kind, author, cause, session_id, call_id, of_version, changed_at, description, char_limit, trust";

    public Task<ImmutableArray<BlockVersion>> List(GrainKey memory, string label, int below, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from memory_shared_version
                where tenant = $1 and label = $2 and version < $3 order by version desc limit $4
                """,
                Text(memory.Tenant), Text(label), Int(below), Int(limit)),
            row => ReadVersion(row) with { Description = null, Limit = null },
            ct);

    public async Task<KeptChange?> Find(GrainKey memory, string label, int version, CancellationToken ct)
    {
        var rows = await Rows(memory, label, version, ct);
        if (rows.IsEmpty || rows[^1].Version.Version != version)
            return null;
        var before = "";
        foreach (var row in rows[..^1])
            before = row.TextAfter(before);
        var last = rows.Length > 1 ? rows[^2].Version : null;
        // What follows a deletion follows no block.
        if (last?.Kind == BlockChangeKind.Delete)
            last = null;
        return new KeptChange(
            rows[^1].Version, last is null ? null : before, rows[^1].TextAfter(before), last?.Description, last?.Limit)
        {
            BeforeTrust = last?.Trust ?? TrustLevel.Operator,
        };
    }

    public async Task<IReadOnlyDictionary<string, int>> LastOf(
        GrainKey memory, IEnumerable<string> labels, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                """
                select label, max(version) from memory_shared_version
                where tenant = $1 and label = any($2) group by label
                """,
                Text(memory.Tenant), Texts(labels)),
            row => (Label: row.GetString(0), Version: row.GetInt32(1)),
            ct)).ToDictionary(last => last.Label, last => last.Version);

    /// <summary>The changes that tool calls of an agent made, those of a block together, oldest first.</summary>
    public Task<ImmutableArray<MadeChange>> ListByCalls(GrainKey agent, IEnumerable<string> calls, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select made.label, made.version, made.kind, made.call_id, undos.count, undos.is_undone
                from memory_shared_version made cross join lateral (
                    select count(*), coalesce(bool_or(not exists (
                        select from memory_shared_version again
                        where again.tenant = $1 and again.label = undo.label and again.version > undo.version
                          and again.cause = 'undo' and again.of_version = undo.version)), false)
                    from memory_shared_version undo
                    where undo.tenant = $1 and undo.label = made.label and undo.version > made.version
                      and undo.cause = 'undo' and undo.of_version = made.version) undos (count, is_undone)
                where made.tenant = $1 and made.call_id = any($3) and made.author = $2
                order by made.label, made.version
                """,
                Text(agent.Tenant), Text($"agent/{agent.Name}"), Texts(calls)),
            row => BlockVersionStore.ReadMade(row, isShared: true),
            ct);

    /// <summary>The text of a version, and the weight of the rows that it was made of.</summary>
    public async Task<(string Text, long Weight)> TextOf(GrainKey key, int version, CancellationToken ct)
    {
        var (text, weight) = ("", 0L);
        foreach (var row in await Rows(key, key.Name, version, ct))
        {
            text = row.TextAfter(text);
            weight = row.Whole is null ? SharedContent.WeightAfter(weight, row.Splice) : 0;
        }
        return (text, weight);
    }

    /// <summary>How rows name a value.</summary>
    public static string NameOf(Enum value) => value.ToString().ToLowerInvariant();

    // From the last version before this one that holds the whole text; the first version follows the empty text.
    private Task<ImmutableArray<VersionRow>> Rows(GrainKey key, string label, int version, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns}, start, removed, added, whole from memory_shared_version
                where tenant = $1 and label = $2 and version <= $3 and version >= coalesce((
                    select max(version) from memory_shared_version
                    where tenant = $1 and label = $2 and version < $3 and whole is not null), 0)
                order by version
                """,
                Text(key.Tenant), Text(label), Int(version)),
            row => new VersionRow(
                ReadVersion(row), new TextSplice(row.GetInt32(11), row.GetInt32(12), row.GetString(13)), row.TextOrNull(14)),
            ct);

    private static BlockVersion ReadVersion(NpgsqlDataReader row) => new(
        row.GetInt32(0), BlockVersionStore.Parse(row.GetString(1), BlockChangeKind.Write), row.GetString(2),
        new MemoryCause(
            BlockVersionStore.Parse(row.GetString(3), MemoryCauseKind.Unknown), row.TextOrNull(4), row.TextOrNull(5),
            BlockVersionStore.NumberOrNull(row, 6)),
        row.Time(7), row.TextOrNull(8), BlockVersionStore.NumberOrNull(row, 9))
    {
        Trust = TrustNames.Read(row, 10),
    };

    private sealed record VersionRow(BlockVersion Version, TextSplice Splice, string? Whole)
    {
        public string TextAfter(string before) => Whole ?? Splice.Apply(before);
    }
}
