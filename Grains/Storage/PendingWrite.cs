using System.Collections.Immutable;
using Npgsql;

namespace Sanctum.Storage;

/// <summary>A write that waits for its commit. Its rows are read when its group runs and handed over when the group has committed.</summary>
internal abstract class PendingWrite(SqlStatement statement)
{
    public SqlStatement Statement { get; } = statement;

    /// <summary>Whether its caller has gone; it need not run if it has not yet.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Whether the statement answers rows.</summary>
    public abstract bool HasRows { get; }

    public abstract Task Read(NpgsqlDataReader reader);

    public abstract void Committed(int affected);

    public abstract void Failed(Exception exception);
}

/// <inheritdoc/>
internal sealed class PendingWrite<T>(SqlStatement statement, Func<NpgsqlDataReader, T>? read) : PendingWrite(statement)
{
    private readonly TaskCompletionSource<(int Affected, ImmutableArray<T> Rows)> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<T> _rows = [];

    public Task<(int Affected, ImmutableArray<T> Rows)> Outcome => _outcome.Task;

    public override bool IsAbandoned => _outcome.Task.IsCompleted;

    public override bool HasRows => read is not null;

    public override async Task Read(NpgsqlDataReader reader)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync())
            rows.Add(read!(reader));
        _rows = rows.DrainToImmutable();
    }

    public override void Committed(int affected) => _outcome.TrySetResult((affected, _rows));

    public override void Failed(Exception exception) => _outcome.TrySetException(exception);
}
