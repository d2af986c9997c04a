using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Errors;

namespace Sanctum.Storage;

/// <summary>
/// Commits the writes of this process in groups: those that arrive while a commit is under way share the next one, so the
/// disk is waited for once, and rows for the same statement share that too. Each caller is answered after the commit that
/// holds its write. A write that fails takes nobody with it: its group is rolled back and every write of it runs again by itself.
/// </summary>
public sealed class WriteBatcher : BackgroundService
{
    private static readonly Meter Meter = new("Sanctum.Storage");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "sanctum.storage.batch.size", "{write}", "Writes that committed together");
    private static readonly Histogram<double> BatchDuration = Meter.CreateHistogram<double>(
        "sanctum.storage.batch.duration", "s", "Time of one group commit");
    private static readonly Counter<long> SoloRuns = Meter.CreateCounter<long>(
        "sanctum.storage.batch.solo_runs", "{write}", "Writes run by themselves after their group failed");

    private static readonly UpDownCounter<int> Waiting = Meter.CreateUpDownCounter<int>(
        "sanctum.storage.batch.waiting", "{write}", "Writes that wait for a writer");
    private const int MaxSoloTries = 3;

    private readonly NpgsqlDataSource _source;
    private readonly StorageOptions _options;
    private readonly WriteLanes _waiting;

    /// <summary>Creates the batcher; it writes from its start on.</summary>
    public WriteBatcher(NpgsqlDataSource source, IOptions<StorageOptions> options)
    {
        _source = source;
        _options = options.Value;
        _waiting = new WriteLanes(_options.MaxWaitingWrites);
    }

    /// <summary>Runs a statement that returns no rows and answers how many it changed, once that is committed.</summary>
    /// <exception cref="StorageUnavailableException">The database is away; whether it took effect is unknown.</exception>
    /// <exception cref="LimitExceededException">Too many writes wait already.</exception>
    /// <exception cref="PostgresException">The statement itself failed.</exception>
    /// <exception cref="InvalidOperationException">The statement answers rows and the caller reads none, or the other way
    /// round; nothing was sent.</exception>
    public async Task<int> ExecuteAsync(SqlStatement statement, CancellationToken ct = default) =>
        (await Write<object>(statement, read: null, ct)).Affected;

    /// <summary>Runs a statement and answers its first row, or the default, once it is committed.</summary>
    /// <inheritdoc cref="ExecuteAsync(SqlStatement, CancellationToken)" path="/exception"/>
    public async Task<T?> QuerySingleAsync<T>(
        SqlStatement statement, Func<NpgsqlDataReader, T> read, CancellationToken ct = default)
    {
        var (_, rows) = await Write(statement, read, ct);
        return rows.IsEmpty ? default : rows[0];
    }

    /// <summary>Runs a statement and answers its rows, once it is committed.</summary>
    /// <inheritdoc cref="ExecuteAsync(SqlStatement, CancellationToken)" path="/exception"/>
    public async Task<ImmutableArray<T>> QueryAsync<T>(
        SqlStatement statement, Func<NpgsqlDataReader, T> read, CancellationToken ct = default) =>
        (await Write(statement, read, ct)).Rows;

    /// <summary>Gives a row to a statement and answers what that says of the row, or the default, once it is committed.</summary>
    /// <inheritdoc cref="ExecuteAsync(SqlStatement, CancellationToken)" path="/exception"/>
    internal Task<TResult?> WriteAsync<TRow, TResult>(
        BatchedStatement<TRow, TResult> statement, TRow row, CancellationToken ct = default)
    {
        var write = new PendingRow<TRow, TResult>(statement, row);
        Enqueue(write, ct);
        return ct.CanBeCanceled ? write.Outcome.WaitAsync(ct) : write.Outcome;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What was taken in is written out; new writes are refused from here on.
        _waiting.Close();
        if (ExecuteTask is { } writers)
            await writers.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // A host that is disposed and was not stopped leaves no writer, and so no connection, behind.
        _waiting.Close();
        base.Dispose();
    }

    /// <inheritdoc/>
    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "Each writer is a loop beside the others for as long as the process runs.")]
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _options.Writers).Select(_ => Task.Run(WriteGroups, CancellationToken.None)));

    private Task<(int Affected, ImmutableArray<T> Rows)> Write<T>(
        SqlStatement statement, Func<NpgsqlDataReader, T>? read, CancellationToken ct)
    {
        if (StatementShape.AnswersRows(statement.Text) != (read is not null))
        {
            throw new InvalidOperationException(
                $"The rows of a statement are read where it answers some, and only there: {statement.Text}");
        }
        var write = new PendingStatement<T>(statement, read);
        Enqueue(write, ct);
        return ct.CanBeCanceled ? write.Outcome.WaitAsync(ct) : write.Outcome;
    }

    private void Enqueue(PendingWrite write, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_waiting.TryAdd(write))
            Waiting.Add(1);
        else if (_waiting.IsClosed)
            throw new StorageUnavailableException("This process is stopping; send the request again.");
        else
            throw new LimitExceededException(
                "storage.writes", $"{_options.MaxWaitingWrites} writes wait for the database, the limit.",
                TimeSpan.FromSeconds(1));
    }

    private async Task WriteGroups()
    {
        // One connection for as long as it lives: its statements are prepared, and its server process has them at hand.
        await using var writer = new GroupWriter(_source, _options.CommandTimeout);
        var group = new List<PendingWrite>(_options.MaxBatch);
        while (await _waiting.Take(group, _options.MaxBatch) is { } lane)
        {
            Waiting.Add(-group.Count);
            await CommitTogether(writer, group, lane);
            group.Clear();
        }
    }

    private async Task CommitTogether(GroupWriter writer, List<PendingWrite> group, WriteLane lane)
    {
        var started = Stopwatch.GetTimestamp();
        var failure = await TryCommit(writer, group);
        // Whether or not it was committed: what waits behind a group that goes on write by write need not.
        _waiting.Release(lane);
        if (failure is not null && StorageFailure.IsOutage(failure))
            FailAll(group, failure);
        else if (failure is not null)
            // One statement is wrong or met a deadlock, and nothing was committed: each finds out by itself which it was.
            await CommitEach(writer, group);
        BatchSize.Record(group.Count);
        BatchDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<Exception?> TryCommit(GroupWriter writer, List<PendingWrite> group)
    {
        try
        {
            await writer.Commit(group);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static async Task CommitEach(GroupWriter writer, List<PendingWrite> group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            try
            {
                SoloRuns.Add(1);
                await CommitAlone(writer, group[i]);
            }
            catch (Exception exception) when (StorageFailure.IsOutage(exception))
            {
                // What has not run yet would only wait for the same database, one connect timeout after the other.
                FailAll(group[i..], exception);
                return;
            }
            catch (Exception exception)
            {
                group[i].Failed(exception);
            }
        }
    }

    // A deadlock with the other writer's group rolled everything back and says nothing about the statement.
    private static async Task CommitAlone(GroupWriter writer, PendingWrite write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await writer.Commit([write]);
                return;
            }
            catch (PostgresException exception) when (attempt < MaxSoloTries && StorageFailure.IsConflict(exception))
            {
            }
        }
    }

    private static void FailAll(List<PendingWrite> group, Exception cause)
    {
        foreach (var write in group)
            write.Failed(StorageFailure.Unavailable(cause));
    }
}
