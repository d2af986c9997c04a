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
    /// Columns of an entry, in the order that <see cref="Parameters"/> gives and <see cref="Read"/> takes them.
    /// </summary>
    public const string Columns = "id, occurred_at, actor, action, object, result, details";

    /// <summary>
    /// The beginning of a statement that writes entries; behind it come a tenant and <see cref="Columns"/>, by values or select.
    /// </summary>
    public const string Insert = $"insert into audit_entry (tenant, {Columns})";

    // An index holds names, and has no room for more than some kilobytes.
    private const int MaxNameCharacters = 256;

    public static IEnumerable<NpgsqlParameter> Parameters(AuditEntry entry)
    {
        yield return Sql.Uuid(entry.Id);
        yield return Sql.Time(entry.OccurredAt);
        yield return Sql.Text(Name(entry.Actor));
        yield return Sql.Text(Name(entry.Action));
        yield return Sql.Text(Name(entry.Target));
        yield return Sql.Text(Name(entry.Result));
        yield return Sql.Json(Masking.Json(entry.Details));
    }

    /// <summary>The same columns of rows that bring an entry or none, their names with <c>audit_</c> before them.</summary>
    public static RowColumns<T> Audit<T>(this RowColumns<T> columns, Func<T, AuditEntry?> entry) => columns
        .Uuid("audit_id", row => entry(row)?.Id)
        .Time("audit_occurred_at", row => entry(row)?.OccurredAt)
        .Text("audit_actor", row => entry(row) is { } audit ? Name(audit.Actor) : null)
        .Text("audit_action", row => entry(row) is { } audit ? Name(audit.Action) : null)
        .Text("audit_object", row => entry(row) is { } audit ? Name(audit.Target) : null)
        .Text("audit_result", row => entry(row) is { } audit ? Name(audit.Result) : null)
        .Json("audit_details", row => entry(row) is { } audit ? Masking.Json(audit.Details) : null);

    public static AuditEntry Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.Time(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6));

    private static string Name(string text) => StorableText.Cut(text, MaxNameCharacters, "…");
}
