using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Imports for people.</summary>
internal static class ImportText
{
    public static Table List(ImportsShape imports) => imports.Items.Aggregate(
        Listing.Of("IMPORT", "CREATED", "FILE", "STATE", "READ", "INSERTED", "KNOWN", "REFUSED"),
        (table, import) => table.Row(
            import.Id, Age.Of(import.CreatedAt), import.File, import.State, Read(import), import.Inserted, import.Known,
            import.Refused));

    public static Table Of(ImportShape import) => Facts.Of(
    [
        ("Import", import.Id),
        ("File", $"{import.File} ({import.Format}, {import.Bytes} bytes)"),
        ("State", import.State),
        ("Error", import.Error),
        ("Created", $"{import.CreatedAt.ToUniversalTime():u}"),
        ("Ended", import.EndedAt is { } ended ? $"{ended.ToUniversalTime():u}" : "not yet"),
        ("Read", Read(import)),
        ("Inserted", $"{import.Inserted}"),
        ("Known", $"{import.Known}"),
        ("Refused", $"{import.Refused}"),
        .. import.Refusals.Select(refusal => (PlaceOf(import, refusal), (object?)refusal.Reason)),
    ]);

    public static string Refusal(ImportShape import, ImportRefusalShape refusal) =>
        $"{import.File}, {PlaceOf(import, refusal)}: {refusal.Reason}";

    private static string PlaceOf(ImportShape import, ImportRefusalShape refusal) =>
        $"{(import.Format == "pdf" ? "page" : "line")} {refusal.Line}";

    private static string Read(ImportShape import) => import.Entries is { } entries ? $"{import.Read} of {entries}" : "waits";
}
