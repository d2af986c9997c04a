using Sanctum.Conversations;
using Sanctum.Identity;

namespace Sanctum.Queues;

/// <summary>
/// Looks through an agent's items and mends them. Every change is made under the condition that it was made for, so a repair can
/// run beside the turns, and again: what it has mended it does not find any more.
/// </summary>
internal sealed class QueueRepair(RepairStore store, IGrainFactory grains)
{
    private const int MaxPerScan = 1_000;
    private const int MaxScans = 20;
    private const int MaxFindings = 1_000;
    private const string TranscriptGap = "transcript_gap";

    /// <summary>Looks through the items behind <paramref name="after"/>, as many as one call is good for.</summary>
    public async Task<QueueRepairReport> Run(GrainKey queue, Guid? after, bool isDryRun)
    {
        var findings = new List<RepairFinding>();
        var sessions = new HashSet<string>(StringComparer.Ordinal);
        var scanned = 0;
        for (var scan = 0; scan < MaxScans && findings.Count < MaxFindings; scan++)
        {
            var items = await store.Scan(queue, after, MaxPerScan, CancellationToken.None);
            scanned += items.Length;
            findings.AddRange(isDryRun ? Foresee(items) : await Mend(queue, items));
            findings.AddRange(await FindGaps(queue, items, sessions));
            after = items.Length == MaxPerScan ? items[^1].Id : null;
            if (after is null)
                break;
        }
        long Count(RepairAction action) => findings.LongCount(finding => finding.Action == action);
        return new QueueRepairReport(
            isDryRun, scanned, findings.Select(finding => finding.ItemId).Distinct().LongCount(), Count(RepairAction.Mended),
            Count(RepairAction.MovedToError), [.. findings.Take(MaxFindings)], after);
    }

    // What one rule moves is not there for another to move.
    private static IEnumerable<RepairFinding> Foresee(IEnumerable<ScannedItem> items) => items.SelectMany(item => item.Findings
        .Where(finding => finding.Rule.Action != RepairAction.MovedToError
            || finding == item.Findings.First(other => other.Rule.Action == RepairAction.MovedToError))
        .Select(finding => Describe(item, finding)));

    private async Task<List<RepairFinding>> Mend(GrainKey queue, IReadOnlyList<ScannedItem> items)
    {
        var done = new List<RepairFinding>();
        foreach (var rule in store.Rules)
        {
            var found = items.SelectMany(item => item.Findings.Where(finding => finding.Rule == rule)
                .Select(finding => (Item: item, Finding: finding))).ToArray();
            if (found.Length == 0)
                continue;
            var changed = await Apply(queue, rule, [.. found.Select(one => one.Item)]);
            done.AddRange(found.Where(one => changed.Contains(one.Item.Id)).Select(one => Describe(one.Item, one.Finding)));
        }
        return done;
    }

    private async Task<HashSet<Guid>> Apply(GrainKey queue, RepairRule rule, ScannedItem[] items)
    {
        if (rule.Statement is not null)
            return [.. await store.Apply(queue, rule, [.. items.Select(item => item.Id)], CancellationToken.None)];
        if (rule.Problem == RepairRules.SessionMissing)
        {
            foreach (var session in items.Select(item => item.SessionId).Distinct())
                await grains.Session(new GrainKey(queue.Tenant, session)).Restore(queue.Name);
        }
        return [.. items.Select(item => item.Id)];
    }

    private async Task<IEnumerable<RepairFinding>> FindGaps(
        GrainKey queue, IReadOnlyCollection<ScannedItem> items, HashSet<string> seen)
    {
        var first = items.Where(item => seen.Add(item.SessionId)).ToDictionary(item => item.SessionId, item => item.Id);
        var gaps = await store.FindGaps(queue.Tenant, [.. first.Keys], CancellationToken.None);
        return gaps.Select(gap => new RepairFinding(
            first[gap.SessionId], gap.SessionId, TranscriptGap, $"{gap.Missing} entries of its transcript are missing.",
            RepairAction.Reported));
    }

    private static RepairFinding Describe(ScannedItem item, RuleFinding finding) =>
        new(item.Id, item.SessionId, finding.Rule.Problem, finding.Message, finding.Rule.Action);
}
