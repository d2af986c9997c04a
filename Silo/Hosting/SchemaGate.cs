using Sanctum.Storage;

namespace Sanctum.Hosting;

/// <summary>
/// Holds the silo back until the database has its tables: Orleans' providers read their SQL from them once, at start. A process
/// that cannot or must not use the database ends before it has become a member of the cluster.
/// </summary>
internal sealed class SchemaGate(DatabaseReadiness database, ProcessOutcome outcome) : IStartGate
{
    public async Task Wait(CancellationToken cancellationToken)
    {
        await database.Migrated.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (database.Migrated.IsFaulted)
        {
            var failure = database.Migrated.Exception.InnerException;
            outcome.End(failure is IncompatibleProcessException ? ProcessOutcome.Misconfigured : ProcessOutcome.Failure);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        cancellationToken.ThrowIfCancellationRequested();
    }
}
