using System.Collections.Immutable;

namespace Sanctum.Configuration;

/// <summary>The processes that follow the live configuration, and which version each applies.</summary>
internal sealed class FollowingProcesses(TimeProvider clock)
{
    private const int MaxProcesses = 1_000;

    // A process that lives is heard of every ten seconds.
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Guid, (ProcessReport Report, DateTimeOffset At)> _heard = [];

    /// <summary>Notes what a process reports. Beyond a thousand, further processes are served and not listed.</summary>
    public void Note(ProcessReport report)
    {
        Forget();
        if (_heard.Count < MaxProcesses || _heard.ContainsKey(report.Id))
            _heard[report.Id] = (report, clock.GetUtcNow());
    }

    /// <summary>Those that were heard of lately, by name.</summary>
    public ImmutableArray<ProcessReport> List()
    {
        Forget();
        return
        [
            .. _heard.Values.Select(heard => heard.Report)
                .OrderBy(report => report.Name, StringComparer.Ordinal).ThenBy(report => report.Id),
        ];
    }

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (id, heard) in _heard)
        {
            if (now - heard.At > Age)
                _heard.Remove(id);
        }
    }
}
