using Npgsql;

namespace Sanctum.Storage;

/// <summary>
/// A write that waits for its commit. Its rows are read when its group runs and handed over when the group has committed.
/// </summary>
internal abstract class PendingWrite
{
    /// <summary>The statement of which it is a row, or null: it is a statement by itself.</summary>
    public abstract object? RowsOf { get; }

    /// <summary>Writes that share it are taken by one writer at a time; null for those that any writer takes.</summary>
    public virtual object? Line => RowsOf;

    /// <summary>Writes of a group that share it run as one command.</summary>
    public object Kind => RowsOf ?? this;

    /// <summary>Whether the command answers rows.</summary>
    public abstract bool HasRows { get; }

    /// <summary>The command that does what <paramref name="alike"/>, which are of this kind, want.</summary>
    public abstract NpgsqlBatchCommand ToCommand(IReadOnlyList<PendingWrite> alike);

    /// <summary>Reads the command's rows for <paramref name="alike"/>.</summary>
    public abstract Task Read(NpgsqlDataReader reader, IReadOnlyList<PendingWrite> alike);

    public abstract void Committed(int affected);

    public abstract void Failed(Exception exception);
}
