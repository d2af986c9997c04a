using Npgsql;
using Sanctum.Storage;

namespace Sanctum.DeadLetters;

/// <summary>
/// How letters become rows of <c>dead_letter</c> and back: added where an event is given up, in the statement that continues
/// behind it.
/// </summary>
internal static class DeadLetterRows
{
    /// <summary>Columns of a new letter, in the order of <see cref="Parameters"/>.</summary>
    public const string Columns = "queue, id, key, seq, event, error, attempts";

    public const string AllColumns = $"{Columns}, dead_at, last_tried_at";

    /// <summary>The beginning of a statement that adds letters; behind it come a tenant and <see cref="Columns"/>.</summary>
    public const string Insert = $"insert into dead_letter (tenant, {Columns})";

    /// <summary>Removes a letter, if it is there; returns its tenant. Parameters, by their numbers: tenant, queue, id.</summary>
    public static string Remove(int tenant, int queue, int id) =>
        $"delete from dead_letter where tenant = ${tenant} and queue = ${queue} and id = ${id} returning tenant";

    private const int MaxErrorCharacters = 4_000;

    public static IEnumerable<NpgsqlParameter> Parameters(DeadLetter letter)
    {
        yield return Sql.Text(letter.Queue);
        yield return Sql.Uuid(letter.Id);
        yield return Sql.Text(letter.Key);
        yield return Sql.Long(letter.Seq);
        yield return Sql.Json(letter.Event);
        yield return Error(letter.Error);
        yield return Sql.Int(letter.Attempts);
    }

    public static NpgsqlParameter Error(string error) => Sql.Text(StorableText.Cut(error, MaxErrorCharacters, "…"));

    public static DeadLetter Read(NpgsqlDataReader row) => new(
        row.GetGuid(1), row.GetString(0), row.GetString(2), row.LongOrNull(3), row.GetString(4), row.GetString(5),
        row.GetInt32(6), row.Time(7), row.Time(8));
}
