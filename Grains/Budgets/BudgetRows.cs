using Npgsql;
using Sanctum.Storage;

namespace Sanctum.Budgets;

/// <summary>How rows of <c>budget</c> and <c>budget_entry</c> become values and back.</summary>
internal static class BudgetRows
{
    /// <summary>Columns of a <see cref="Budget"/>, in the order that <see cref="ReadBudget"/> takes them.</summary>
    public const string BudgetColumns =
        "id, name, scope, subject, unit, currency, cap, window_kind, rule, cheaper_model, version, spent, reserved, " +
        "window_start, created_at, changed_at";

    /// <summary>Columns of a <see cref="BudgetEntry"/>, in the order that <see cref="ReadEntry"/> takes them.</summary>
    public const string EntryColumns =
        "id, status, reserved, settled, actor, key_id, session_id, turn_id, model, created_at, expires_at, ended_at";

    /// <summary>Reads a budget as it stands at a time: a window that is over holds nothing any more.</summary>
    public static Budget ReadBudget(NpgsqlDataReader row, DateTimeOffset now)
    {
        var definition = ReadDefinition(row);
        var isOver = row.Time(13) < BudgetWindows.StartOf(definition.Window, now);
        return new Budget(
            row.GetGuid(0), definition, row.GetInt32(10), isOver ? 0 : row.GetInt64(11), isOver ? 0 : row.GetInt64(12),
            BudgetWindows.RenewsAt(definition.Window, now), row.Time(14), row.Time(15));
    }

    public static BudgetEntry ReadEntry(NpgsqlDataReader row) => new(
        row.GetGuid(0), Parse<BudgetEntryStatus>(row.GetString(1)), row.GetInt64(2), row.GetInt64(3), row.GetString(4),
        row.TextOrNull(5), row.GetString(6), row.GetGuid(7), row.GetString(8), row.Time(9), row.Time(10), row.TimeOrNull(11));

    public static BudgetStanding ReadStanding(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));

    public static BudgetSpending ReadSpending(NpgsqlDataReader row) =>
        new(row.GetGuid(0), Parse<BudgetScope>(row.GetString(1)), Parse<BudgetUnit>(row.GetString(2)), row.GetInt64(3));

    /// <summary>A value as columns and metrics name it.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static BudgetDefinition ReadDefinition(NpgsqlDataReader row) => new(
        row.GetString(1), Parse<BudgetScope>(row.GetString(2)), row.GetString(3), Parse<BudgetUnit>(row.GetString(4)),
        row.TextOrNull(5), row.GetInt64(6), Parse<BudgetWindow>(row.GetString(7)), Parse<BudgetRule>(row.GetString(8)),
        row.TextOrNull(9));

    private static T Parse<T>(string column) where T : struct, Enum => Enum.Parse<T>(column, ignoreCase: true);
}
