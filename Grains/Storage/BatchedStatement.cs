using Npgsql;

namespace Sanctum.Storage;

/// <summary>
/// A statement over rows of which each caller brings one; those of a group run as one statement. What a statement costs
/// before its first row (indexes opened, checks compiled, parameters bound) is as much as several rows cost, and is paid once.
/// </summary>
internal sealed class BatchedStatement<TRow, TResult>
{
    private readonly RowColumns<TRow> _columns;

    /// <param name="columns">What a caller brings.</param>
    /// <param name="text"> The rest of a <c>with</c> whose first member is <c>given</c>: the columns and <c>n</c>, the row's
    /// number. It answers at most one row for a row that was given, with its <c>n</c> first. A test of a column that another
    /// index begins with is written <c>(… = …) is true</c>: on a table of which it knows nothing yet, a planner would as gladly
    /// walk that index as look rows up by key.
    /// </param>
    /// <param name="read">Reads the answer for a row.</param>
    public BatchedStatement(RowColumns<TRow> columns, string text, Func<TRow, NpgsqlDataReader, TResult> read)
    {
        _columns = columns;
        Text = $"with given as materialized (select * from unnest({columns.Arrays}) " +
            $"with ordinality as given ({columns.Names}, n)),\n{text}";
        Read = read;
        if (!StatementShape.AnswersRows(Text))
            throw new ArgumentException($"A statement over rows answers rows: {Text}", nameof(text));
    }

    public string Text { get; }

    public Func<TRow, NpgsqlDataReader, TResult> Read { get; }

    public NpgsqlBatchCommand ToBatchCommand(IReadOnlyList<TRow> rows)
    {
        var command = new NpgsqlBatchCommand(Text);
        foreach (var parameter in _columns.Parameters(rows))
            command.Parameters.Add(parameter);
        return command;
    }
}
