using System.Diagnostics;

namespace Sanctum.Bench;

/// <summary>
/// Sends requests at fixed times, whether or not the ones before have been answered, and measures each from the time at which
/// it was due. A server that stalls is thus charged for everybody who would have waited, which a loop that waits for each
/// answer hides (coordinated omission).
/// </summary>
internal static class OpenLoop
{
    public static async Task<Latencies> Run(int perSecond, TimeSpan duration, Func<int, Task> request)
    {
        var count = (int)(perSecond * duration.TotalSeconds);
        var gap = Stopwatch.Frequency / perSecond;
        var start = Stopwatch.GetTimestamp() + gap;
        var sent = new Task<TimeSpan>[count];
        for (var i = 0; i < count; i++)
        {
            var due = start + i * gap;
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } early)
                await Task.Delay(early);
            sent[i] = Measure(request, i, due);
        }
        return new Latencies(await Task.WhenAll(sent));
    }

    private static async Task<TimeSpan> Measure(Func<int, Task> request, int number, long due)
    {
        await request(number);
        return Stopwatch.GetElapsedTime(due);
    }
}
