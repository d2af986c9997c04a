using Sanctum.Failover.Clients;

namespace Sanctum.Failover.Outcome;

/// <summary>Everything in which a run falls short of what is promised; empty if nothing does.</summary>
internal static class Verdict
{
    private const int Examples = 5;

    /// <summary>What must be true whatever happened: nothing lost, nothing doubled, no gap, nothing left over.</summary>
    public static IEnumerable<string> OnRows(Run run)
    {
        var rows = run.Messages.ToLookup(message => message.Key);
        return
        [
            .. Name(
                "acknowledged messages have no row", run.Acknowledged.Where(number => !rows.Contains(Population.KeyOf(number)))),
            .. Name("messages have more than one row", rows.Where(group => group.Count() > 1).Select(group => group.Key)),
            .. Name("messages were not done", run.Messages.Where(message => message.Status != "done")),
            .. Name("messages do not stand in the transcript once", run.Messages.Where(message => message.UserEntries != 1)),
            .. Name("messages do not have one reply", run.Messages.Where(message => message.Replies != 1)),
            .. Name("replies are wrong", run.Acknowledged.Where(number =>
                Population.ReplyTo(number) is { } right
                    && rows[Population.KeyOf(number)].Any(row => row.Reply?.Contains(right) == false))),
            .. Name("texts were written twice", run.DoubledTexts),
            .. Name("transcripts have gaps", run.Entries.GroupBy(entry => entry.Session)
                .Where(group => group.Max(entry => entry.Seq) != group.Count()).Select(group => group.Key)),
            .. run.Open == 0 ? Array.Empty<string>() : [$"{run.Open} items, posts and tool calls are not over"],
        ];
    }

    /// <summary>What clients are promised whose gateway lives.</summary>
    public static IEnumerable<string> OnClients(Run run)
    {
        var served = run.Requests.Where(request => !request.HasLostGateway).ToList();
        var quiet = served.Where(request => !run.MeetsDatabaseRestart(request)).ToList();
        return
        [
            .. Name("requests failed", quiet.Where(request => !request.IsSuccess).OrderBy(request => request.Due)),
            .. Name("requests failed otherwise than with 503 and Retry-After while the database restarted",
                served.Where(request =>
                    run.MeetsDatabaseRestart(request) && !request.IsSuccess && request is not { Status: 503, SaysWhen: true })),
            .. Name($"requests took more than {Limits.Request.TotalSeconds} s",
                quiet.Where(request => request.Time > Limits.Request).OrderByDescending(request => request.Time)),
            .. Name($"messages took more than {Limits.Message.TotalSeconds} s",
                run.Messages.Where(message => message.Time > Limits.Message).OrderByDescending(message => message.Time)),
        ];
    }

    /// <summary>What those are promised who watch.</summary>
    public static IEnumerable<string> OnEvents(Run run)
    {
        var hearings = run.Hearings().ToList();
        return
        [
            .. Name("faults of event streams", run.Watches.SelectMany(watch => watch.Faults)),
            .. Name("entries were never heard", hearings.Where(one => one.Heard is null).Select(one => one.Entry)),
            .. Name($"entries were heard more than {Limits.Event.TotalSeconds} s late",
                hearings.Where(one => one.Heard > run.HeardBy(one.Entry, Limits.Event)).OrderByDescending(
                    one => one.Heard - one.Entry.At)
                    .Select(one => $"{one.Entry} heard {(one.Heard - one.Entry.At)?.TotalSeconds:0.0} s after")),
        ];
    }

    private static IEnumerable<string> Name<T>(string what, IEnumerable<T> found)
    {
        var all = found.ToList();
        return all.Count == 0 ? [] : [$"{all.Count} {what}:{string.Concat(all.Take(Examples).Select(one => $"\n    {one}"))}"];
    }
}
