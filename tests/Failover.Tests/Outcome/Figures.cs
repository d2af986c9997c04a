using System.Globalization;
using System.Text;
using Sanctum.Failover.Clients;
using Sanctum.Failover.Faults;
using Sanctum.Testing;
using Xunit.Abstractions;

namespace Sanctum.Failover.Outcome;

/// <summary>The figures of a run as a table: a row for the time from each fault to the next.</summary>
internal static class Figures
{
    /// <summary>Shows them in the test's output and as a file that outlives the test.</summary>
    public static Task Publish(string name, string text, ITestOutputHelper output) =>
        PublishedFigures.Publish(name, text, output.WriteLine);

    public static string Of(string title, Run run)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {title}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{run.Acknowledged.Count:N0} messages acknowledged, {run.Messages.Count(message => message.Replies == 1):N0} " +
            $"answered once, {run.Requests.Count:N0} requests, {run.Watches.Count} event streams, {run.Faults.Count} faults; " +
            $"{run.Messages.Count(message => message.Crashes > 0)} turns lost a lease, " +
            $"{run.Messages.Count(message => message.Attempts > 0)} turns failed and were tried again.").AppendLine();
        text.AppendLine(
            "| from | s | requests | failed, gateway alive | own gateway lost | slowest request | slowest message " +
            "| latest event | late events | ready again after |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        var bounds = run.Faults.Select(fault => fault.At).Prepend(run.Started).Append(DateTimeOffset.MaxValue).ToList();
        for (var i = 0; i < bounds.Count - 1; i++)
            text.AppendLine(Row(run, i == 0 ? null : run.Faults[i - 1], bounds[i], bounds[i + 1]));
        foreach (var restart in run.Faults.Where(fault => fault.Kind == FaultKind.RestartedPostgres))
            text.AppendLine().AppendLine(Apart(run, restart));
        return text.ToString();
    }

    private static string Row(Run run, Fault? fault, DateTimeOffset from, DateTimeOffset to)
    {
        var requests = run.Requests.Where(request => IsIn(request.Due) && !run.MeetsDatabaseRestart(request)).ToList();
        var served = requests.Where(request => !request.HasLostGateway).ToList();
        var messages = run.Messages.Where(message => IsIn(message.EnqueuedAt) && message.Time is not null).ToList();
        var hearings = run.Hearings().Where(one => IsIn(one.Entry.At)).ToList();
        var late = hearings.Count(one => one.Heard is null || one.Heard > run.HeardBy(one.Entry, Limits.Event));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {fault?.ToString() ?? "the start"} | {(from - run.Started).TotalSeconds:0} | {requests.Count} | " +
            $"{ByStatus(served)} | {requests.Count(request => request is { HasLostGateway: true, Status: 0 })} " +
            $"| {Seconds(served.Select(request => request.Time))} | {Seconds(messages.Select(message => message.Time!.Value))} " +
            $"| {Seconds(hearings.Where(one => one.Heard is not null).Select(one => one.Heard!.Value - one.Entry.At))} | " +
            $"{late} | {(fault is null ? "" : Seconds([fault.ReadyAfter]))} |");

        bool IsIn(DateTimeOffset time) => time >= from && time < to;
    }

    private static string Apart(Run run, Fault restart)
    {
        var met = run.Requests.Where(request => request.Overlaps(restart.Window.From, restart.Window.To)).ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"While PostgreSQL restarted ({(restart.GoneUntil - restart.At).TotalSeconds:0.0} s away, and 3 s behind it): " +
            $"{met.Count} requests, failed: {ByStatus(met)}, slowest {Seconds(met.Select(request => request.Time))}.");
    }

    private static string ByStatus(IEnumerable<SentRequest> requests)
    {
        var failed = requests.Where(request => !request.IsSuccess).GroupBy(request => request.Status).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} x {(group.Key == 0 ? "broken" : group.Key)}").ToList();
        return failed.Count == 0 ? "0" : string.Join(", ", failed);
    }

    private static string Seconds(IEnumerable<TimeSpan> times) =>
        times.DefaultIfEmpty().Max().TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
