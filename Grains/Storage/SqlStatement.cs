using Npgsql;

namespace Sanctum.Storage;

/// <summary>One SQL statement with its positional parameters; several tables in one statement are several CTEs.</summary>
/// <param name="Text">The SQL; constant per kind of statement, so that the server prepares it once.</param>
/// <param name="Parameters">Values of <c>$1</c>, <c>$2</c>, …</param>
public sealed record SqlStatement(string Text, params NpgsqlParameter[] Parameters)
{
    /// <summary>
    /// What the statements have in common that one writer of a process runs at a time, because they lock several rows of the same
    /// tables; null for all others.
    /// </summary>
    internal object? TakesTurnsWith { get; init; }

    internal NpgsqlBatchCommand ToBatchCommand()
    {
        var command = new NpgsqlBatchCommand(Text);
        foreach (var parameter in Parameters)
            command.Parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
        return command;
    }
}
