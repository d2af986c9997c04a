using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Trust;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>Reads the history of blocks, <c>memory_entry</c>; a version is the newest row of its number.</summary>
internal sealed class BlockVersionStore(Database reads) : IBlockVersions
{
    private const string Columns =
        "version, kind, actor, edit_id, edited_at, author, cause, session_id, call_id, of_version, trust";

    public Task<ImmutableArray<BlockVersion>> List(GrainKey memory, string label, int below, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select distinct on (version) {Columns} from memory_entry
                where tenant = $1 and agent = $2 and label = $3 and is_change and version < $4
                order by version desc, edited_at desc limit $5
                """,
                Text(memory.Tenant), Text(memory.Name), Text(label), Int(below), Int(limit)),
            row => ReadVersion(memory, row),
            ct);

    public Task<KeptChange?> Find(GrainKey memory, string label, int version, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"""
                select {Columns}, before, after, before_description, description, before_limit, char_limit, before_trust
                from memory_entry
                where tenant = $1 and agent = $2 and label = $3 and version = $4 and is_change
                order by edited_at desc limit 1
                """,
                Text(memory.Tenant), Text(memory.Name), Text(label), Int(version)),
            row => new KeptChange(
                ReadVersion(memory, row) with { Description = row.TextOrNull(14), Limit = NumberOrNull(row, 16) },
                row.TextOrNull(11), row.GetString(12), row.TextOrNull(13), NumberOrNull(row, 15))
            {
                BeforeTrust = TrustNames.Read(row, 17),
            },
            ct);

    public async Task<IReadOnlyDictionary<string, int>> LastOf(
        GrainKey memory, IEnumerable<string> labels, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                """
                select label, max(version) from memory_entry
                where tenant = $1 and agent = $2 and label = any($3) group by label
                """,
                Text(memory.Tenant), Text(memory.Name), Texts(labels)),
            row => (Label: row.GetString(0), Version: row.GetInt32(1)),
            ct)).ToDictionary(last => last.Label, last => last.Version);

    /// <summary>The changes that tool calls of the agent made, those of a block together, oldest first.</summary>
    public Task<ImmutableArray<MadeChange>> ListByCalls(GrainKey agent, IEnumerable<string> calls, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select made.label, made.version, made.kind, made.edit_id, undos.count, undos.is_undone
                from memory_entry made cross join lateral (
                    select count(*), coalesce(bool_or(not exists (
                        select from memory_entry again
                        where again.tenant = $1 and again.agent = $2 and again.label = undo.label and again.version > undo.version
                          and again.cause = 'undo' and again.of_version = undo.version)), false)
                    from memory_entry undo
                    where undo.tenant = $1 and undo.agent = $2 and undo.label = made.label and undo.version > made.version
                      and undo.cause = 'undo' and undo.of_version = made.version) undos (count, is_undone)
                where made.tenant = $1 and made.agent = $2 and made.edit_id = any($3) and made.is_change
                order by made.label, made.version
                """,
                Text(agent.Tenant), Text(agent.Name), Texts(calls)),
            row => ReadMade(row, isShared: false),
            ct);

    /// <summary>Label, version, kind, call, number of undos, and whether one of these holds.</summary>
    public static MadeChange ReadMade(NpgsqlDataReader row, bool isShared) => new(
        new TouchedBlock(
            row.GetString(0), row.GetInt32(1), Parse(row.GetString(2), BlockChangeKind.Write), row.GetString(3),
            row.GetBoolean(5), isShared),
        row.GetInt64(4));

    private static BlockVersion ReadVersion(GrainKey agent, NpgsqlDataReader row)
    {
        var actor = row.GetString(2);
        return new BlockVersion(
            row.GetInt32(0), Parse(row.GetString(1), BlockChangeKind.Write),
            row.TextOrNull(5) ?? (actor == agent.Name ? $"agent/{actor}" : actor), ReadCause(agent, row, actor), row.Time(4))
        {
            Trust = TrustNames.Read(row, 10),
        };
    }

    // Rows of earlier builds have the call's id as the edit's, and no cause.
    private static MemoryCause ReadCause(GrainKey agent, NpgsqlDataReader row, string actor)
    {
        if (row.TextOrNull(6) is { } cause)
            return new MemoryCause(
                Parse(cause, MemoryCauseKind.Unknown), row.TextOrNull(7), row.TextOrNull(8), NumberOrNull(row, 9));
        return actor == agent.Name
            ? new MemoryCause(MemoryCauseKind.Tool, CallId: row.GetString(3))
            : new MemoryCause(MemoryCauseKind.Unknown);
    }

    /// <summary>The value that a row names; another where this build has no such value.</summary>
    public static T Parse<T>(string text, T otherwise) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value : otherwise;

    /// <summary>A number that may be null.</summary>
    public static int? NumberOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
