using System.Diagnostics.Metrics;

namespace Sanctum.Memory;

/// <summary>What session memory shows to a monitor, over all sessions.</summary>
internal sealed class SessionMemoryMeter
{
    private readonly Counter<long> _changes;
    private readonly Counter<long> _transactions;

    public SessionMemoryMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Memory");
        _changes = meter.CreateCounter<long>(
            "sanctum.memory.session.changes", "{change}", "Keys of session memory that changed, and sessions deleted, by change");
        _transactions = meter.CreateCounter<long>(
            "sanctum.memory.session.transactions", "{transaction}", "Transactions of session memory that ended, by outcome");
    }

    public void Changed(SessionChange change)
    {
        Add("saved", change.Saved.Length);
        Add("deleted", change.Deleted.Length);
    }

    /// <summary>Counts the end of a transaction: <c>committed</c>, <c>conflict</c> or <c>rolled_back</c>.</summary>
    public void Ended(string outcome) => _transactions.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Cleared() => Add("session_deleted", 1);

    private void Add(string change, int count)
    {
        if (count > 0)
            _changes.Add(count, new KeyValuePair<string, object?>("change", change));
    }
}
