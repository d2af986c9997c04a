using Npgsql;

namespace Sanctum.Storage;

/// <summary>A row that one caller brings to a statement.</summary>
internal sealed class PendingRow<TRow, TResult>(BatchedStatement<TRow, TResult> statement, TRow row) : PendingWrite
{
    private readonly TaskCompletionSource<TResult?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _answer;
    private Exception? _unreadable;

    /// <summary>What the statement answered for the row, or the default.</summary>
    public Task<TResult?> Outcome => _outcome.Task;

    public override object? RowsOf => statement;

    public override bool HasRows => true;

    public override NpgsqlBatchCommand ToCommand(IReadOnlyList<PendingWrite> alike) =>
        statement.ToBatchCommand([.. alike.Select(write => Alike(write).Given)]);

    public override async Task Read(NpgsqlDataReader reader, IReadOnlyList<PendingWrite> alike)
    {
        foreach (var write in alike)
            Alike(write).Forget();
        while (await reader.ReadAsync())
            Alike(alike[(int)reader.GetInt64(0) - 1]).TryRead(reader);
    }

    public override void Committed(int affected)
    {
        if (_unreadable is not null)
            _outcome.TrySetException(_unreadable);
        else
            _outcome.TrySetResult(_answer);
    }

    public override void Failed(Exception exception) => _outcome.TrySetException(exception);

    private TRow Given => row;

    private static PendingRow<TRow, TResult> Alike(PendingWrite write) => (PendingRow<TRow, TResult>)write;

    // What an earlier run answered was rolled back.
    private void Forget() => (_answer, _unreadable) = (default, null);

    // As with a statement, a row that cannot be read is no reason to run anything again.
    private void TryRead(NpgsqlDataReader reader)
    {
        try
        {
            _answer = statement.Read(row, reader);
        }
        catch (Exception exception) when (!StorageFailure.IsOutage(exception))
        {
            _unreadable = exception;
        }
    }
}
