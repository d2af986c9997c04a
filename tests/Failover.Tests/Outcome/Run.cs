using Sanctum.Failover.Clients;
using Sanctum.Failover.Faults;

namespace Sanctum.Failover.Outcome;

/// <summary>Everything that is known of a run when it is over.</summary>
/// <param name="Requests">What clients asked for, with the openings of event streams.</param>
/// <param name="Acknowledged">Numbers of the messages that were acknowledged.</param>
/// <param name="Messages">The database's messages.</param>
/// <param name="Entries">The database's transcripts.</param>
/// <param name="DoubledTexts">Messages that stand in a transcript twice.</param>
/// <param name="Watches">The event streams.</param>
/// <param name="Faults">What was done to the cluster.</param>
/// <param name="Open">Work that was not over at the end.</param>
/// <param name="Started">When the load began.</param>
internal sealed record Run(
    IReadOnlyList<SentRequest> Requests, IReadOnlyCollection<int> Acknowledged, IReadOnlyList<MessageRow> Messages,
    IReadOnlyList<EntryRow> Entries,
    IReadOnlyList<string> DoubledTexts, IReadOnlyList<EventWatch> Watches, IReadOnlyList<Fault> Faults, long Open,
    DateTimeOffset Started)
{
    /// <summary>Whether a request met a restart of the database, when more is forgiven.</summary>
    public bool MeetsDatabaseRestart(SentRequest request) =>
        Faults.Any(fault => fault.Kind == FaultKind.RestartedPostgres && request.Overlaps(fault.Window.From, fault.Window.To));

    /// <summary>
    /// When each entry was heard on each event stream that watches its session, with the time of its commit; null if it never
    /// was.
    /// </summary>
    public IEnumerable<(EntryRow Entry, DateTimeOffset? Heard)> Hearings()
    {
        foreach (var watch in Watches)
        {
            var heard = watch.Heard.GroupBy(one => one.Seq).ToDictionary(group => group.Key, group => group.Min(one => one.At));
            foreach (var entry in Entries.Where(entry => entry.Session == watch.Session))
                yield return (entry, heard.TryGetValue(entry.Seq, out var at) ? at : null);
        }
    }

    /// <summary>
    /// When an entry must have been heard: within <paramref name="limit"/>, where time near a death does not count.
    /// </summary>
    public DateTimeOffset HeardBy(EntryRow entry, TimeSpan limit)
    {
        var by = entry.At + limit;
        foreach (
            var (from, to) in Faults.Where(fault => fault.IsDeath).Select(fault => fault.Window).OrderBy(window => window.From))
        {
            if (from <= by && to >= entry.At && to + limit > by)
                by = to + limit;
        }
        return by;
    }
}
