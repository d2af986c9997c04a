using Npgsql;
using NpgsqlTypes;

namespace Sanctum.Storage;

/// <summary>Runs the texts of <c>OrleansQuery</c> as Orleans' AdoNet providers do: by key, with parameters by name.</summary>
internal sealed class ClusterSql(NpgsqlDataSource database)
{
    /// <summary>The first row, by column name; empty when there is none.</summary>
    public async Task<IReadOnlyDictionary<string, object?>> Run(string queryKey, params (string Name, object? Value)[] parameters)
    {
        await using var command = database.CreateCommand(await TextOf(queryKey));
        foreach (var (name, value) in parameters)
            command.Parameters.Add(value is null
                ? new NpgsqlParameter(name, NpgsqlDbType.Integer) { Value = DBNull.Value }
                : new NpgsqlParameter(name, value));
        await using var reader = await command.ExecuteReaderAsync();
        var row = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (await reader.ReadAsync())
        {
            for (var column = 0; column < reader.FieldCount; column++)
                row[reader.GetName(column)] = reader.IsDBNull(column) ? null : reader.GetValue(column);
        }
        return row;
    }

    private async Task<string> TextOf(string queryKey)
    {
        await using var command = database.CreateCommand("select QueryText from OrleansQuery where QueryKey = $1");
        command.Parameters.Add(Sql.Text(queryKey));
        return (string?)await command.ExecuteScalarAsync() ?? throw new ArgumentException($"No query is called {queryKey}.");
    }
}
