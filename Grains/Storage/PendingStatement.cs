using System.Collections.Immutable;
using Npgsql;

namespace Sanctum.Storage;

/// <summary>A statement of one caller.</summary>
internal sealed class PendingStatement<T>(SqlStatement statement, Func<NpgsqlDataReader, T>? read) : PendingWrite
{
    private readonly TaskCompletionSource<(int Affected, ImmutableArray<T> Rows)> _outcome = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<T> _rows = [];
    private Exception? _unreadable;

    public Task<(int Affected, ImmutableArray<T> Rows)> Outcome => _outcome.Task;

    public override object? RowsOf => null;

    public override object? Line => statement.TakesTurnsWith;

    public override bool HasRows => read is not null;

    public override NpgsqlBatchCommand ToCommand(IReadOnlyList<PendingWrite> alike) => statement.ToBatchCommand();

    public override async Task Read(NpgsqlDataReader reader, IReadOnlyList<PendingWrite> alike)
    {
        _unreadable = null; // of an earlier run that was rolled back
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync())
            TryAdd(rows, reader);
        _rows = rows.DrainToImmutable();
    }

    public override void Committed(int affected)
    {
        if (_unreadable is not null)
            _outcome.TrySetException(_unreadable);
        else
            _outcome.TrySetResult((affected, _rows));
    }

    public override void Failed(Exception exception) => _outcome.TrySetException(exception);

    // A row that its caller cannot read must not look like a failed statement: the group commits all the same, and running
    // it again would do everything twice.
    private void TryAdd(ImmutableArray<T>.Builder rows, NpgsqlDataReader reader)
    {
        try
        {
            if (_unreadable is null)
                rows.Add(read!(reader));
        }
        catch (Exception exception) when (!StorageFailure.IsOutage(exception))
        {
            _unreadable = exception;
        }
    }
}
