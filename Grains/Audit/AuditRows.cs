using System.Globalization;
using Npgsql;
using Sanctum.Secrets;
using Sanctum.Storage;

namespace Sanctum.Audit;

/// <summary>
/// How entries become rows of <c>audit_entry</c> and back. Every writer comes through here, so nothing is written unmasked.
/// </summary>
internal static class AuditRows
{
    /// <summary>
    /// Columns of an entry that is written, in the order in which <see cref="Parameters"/> gives them.
    /// </summary>
    public const string Columns = "id, occurred_at, actor, action, object, result, details, from_address, trace_id";

    /// <summary>Columns that <see cref="Read"/> takes.</summary>
    public const string ReadColumns = $"{Columns}, chain_seq, previous_hash, hash";

    /// <summary>
    /// The beginning of a statement that writes entries; behind it come a tenant and <see cref="Columns"/>, by values or select.
    /// </summary>
    public const string Insert = $"insert into audit_entry (tenant, {Columns})";

    /// <summary>What <see cref="Audit"/> calls <see cref="Columns"/>.</summary>
    public static readonly string PrefixedColumns = string.Join(", ", Columns.Split(", ").Select(name => $"audit_{name}"));

    // An index holds names, and has no room for more than some kilobytes.
    private const int MaxNameCharacters = 256;

    /// <summary>How many parameters <see cref="Parameters"/> gives.</summary>
    public static readonly int Count = Columns.Split(", ").Length;

    /// <summary>The values of <see cref="Columns"/> where <see cref="Parameters"/> begin with this number.</summary>
    public static string Values(int first) => string.Join(
        ", ", Enumerable.Range(first, Count).Select(n => string.Create(CultureInfo.InvariantCulture, $"${n}")));

    public static IEnumerable<NpgsqlParameter> Parameters(AuditEntry entry)
    {
        yield return Sql.Uuid(entry.Id);
        yield return Sql.Time(entry.OccurredAt);
        yield return Sql.Text(Name(entry.Actor));
        yield return Sql.Text(Name(entry.Action));
        yield return Sql.Text(Name(entry.Target));
        yield return Sql.Text(Name(entry.Result));
        yield return Sql.Json(Masking.Json(entry.Details));
        yield return Sql.Text(NameOrNull(entry.Address));
        yield return Sql.Text(NameOrNull(entry.TraceId));
    }

    /// <summary>The same columns of rows that bring an entry or none, their names with <c>audit_</c> before them.</summary>
    public static RowColumns<T> Audit<T>(this RowColumns<T> columns, Func<T, AuditEntry?> entry) => columns
        .Uuid("audit_id", row => entry(row)?.Id)
        .Time("audit_occurred_at", row => entry(row)?.OccurredAt)
        .Text("audit_actor", row => entry(row) is { } audit ? Name(audit.Actor) : null)
        .Text("audit_action", row => entry(row) is { } audit ? Name(audit.Action) : null)
        .Text("audit_object", row => entry(row) is { } audit ? Name(audit.Target) : null)
        .Text("audit_result", row => entry(row) is { } audit ? Name(audit.Result) : null)
        .Json("audit_details", row => entry(row) is { } audit ? Masking.Json(audit.Details) : null)
        .Text("audit_from_address", row => NameOrNull(entry(row)?.Address))
        .Text("audit_trace_id", row => NameOrNull(entry(row)?.TraceId));

    /// <param name="row">A row.</param>
    /// <param name="from">Where <see cref="ReadColumns"/> begin in it.</param>
    public static AuditEntry Read(NpgsqlDataReader row, int from = 0) => new(
        row.GetGuid(from), row.Time(from + 1), row.GetString(from + 2), row.GetString(from + 3), row.GetString(from + 4),
        row.GetString(from + 5), row.GetString(from + 6))
    {
        Address = row.TextOrNull(from + 7),
        TraceId = row.TextOrNull(from + 8),
        Seal = row.LongOrNull(from + 9) is { } seq ? new AuditSeal(seq, Hash(row, from + 10), Hash(row, from + 11)) : null,
    };

    /// <summary>A hash as text.</summary>
    public static string Hash(NpgsqlDataReader row, int column) =>
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(column));

    private static string? NameOrNull(string? text) => text is null ? null : Name(text);

    private static string Name(string text) => StorableText.Cut(text, MaxNameCharacters, "…");
}
