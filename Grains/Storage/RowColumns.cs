using Npgsql;
using NpgsqlTypes;

namespace Sanctum.Storage;

/// <summary>What a caller of a <see cref="BatchedStatement{TRow, TResult}"/> brings: names, types and values, in order.</summary>
internal sealed class RowColumns<TRow>
{
    private readonly List<(string Name, string Type, Func<IReadOnlyList<TRow>, NpgsqlParameter> Values)> _columns = [];

    /// <summary>The columns' names, separated by commas.</summary>
    public string Names => string.Join(", ", _columns.Select(column => column.Name));

    /// <summary>How many columns there are.</summary>
    public int Count => _columns.Count;

    /// <summary>One array parameter for each column, as arguments of <c>unnest</c>.</summary>
    public string Arrays => string.Join(", ", _columns.Select((column, i) => $"${i + 1}::{column.Type}[]"));

    public RowColumns<TRow> Uuid(string name, Func<TRow, Guid> value) => Add(name, "uuid", NpgsqlDbType.Uuid, value);

    public RowColumns<TRow> Uuid(string name, Func<TRow, Guid?> value) => Add(name, "uuid", NpgsqlDbType.Uuid, value);

    public RowColumns<TRow> Long(string name, Func<TRow, long> value) => Add(name, "bigint", NpgsqlDbType.Bigint, value);

    public RowColumns<TRow> Long(string name, Func<TRow, long?> value) => Add(name, "bigint", NpgsqlDbType.Bigint, value);

    public RowColumns<TRow> Int(string name, Func<TRow, int?> value) => Add(name, "int", NpgsqlDbType.Integer, value);

    public RowColumns<TRow> Short(string name, Func<TRow, short> value) => Add(name, "smallint", NpgsqlDbType.Smallint, value);

    public RowColumns<TRow> Text(string name, Func<TRow, string?> value) => Add(name, "text", NpgsqlDbType.Text, value);

    public RowColumns<TRow> Json(string name, Func<TRow, string?> value) => Add(name, "jsonb", NpgsqlDbType.Jsonb, value);

    public RowColumns<TRow> Bytes(string name, Func<TRow, byte[]> value) => Add(name, "bytea", NpgsqlDbType.Bytea, value);

    public RowColumns<TRow> Interval(string name, Func<TRow, TimeSpan> value) =>
        Add(name, "interval", NpgsqlDbType.Interval, value);

    public RowColumns<TRow> Time(string name, Func<TRow, DateTimeOffset> value) =>
        Add(name, "timestamptz", NpgsqlDbType.TimestampTz, row => value(row).ToUniversalTime());

    public RowColumns<TRow> Time(string name, Func<TRow, DateTimeOffset?> value) =>
        Add(name, "timestamptz", NpgsqlDbType.TimestampTz, row => value(row)?.ToUniversalTime());

    /// <summary>The parameters of <see cref="Arrays"/> that hold <paramref name="rows"/>.</summary>
    public IEnumerable<NpgsqlParameter> Parameters(IReadOnlyList<TRow> rows) => _columns.Select(column => column.Values(rows));

    private RowColumns<TRow> Add<T>(string name, string type, NpgsqlDbType dbType, Func<TRow, T> value)
    {
        _columns.Add((
            name, type,
            rows => new NpgsqlParameter<T[]>
            {
                TypedValue = [.. rows.Select(value)],
                NpgsqlDbType = NpgsqlDbType.Array | dbType,
            }));
        return this;
    }
}
