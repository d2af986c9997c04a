using System.Diagnostics;

namespace Sanctum.Testing;

/// <summary>Waits for something to become true; the one way in which tests wait.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until <paramref name="isDone"/> accepts the answer.</summary>
    /// <exception cref="TimeoutException">It did not in time; the message has the last answer.</exception>
    public static async Task<T> Get<T>(Func<Task<T>> ask, Func<T, bool> isDone, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isDone(answer))
                return answer;
            if (Stopwatch.GetElapsedTime(started) > (patience ?? Patience))
                throw new TimeoutException($"It did not happen in time; the last answer is {answer}.");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Asks until the answer is true.</summary>
    public static Task True(Func<Task<bool>> ask, TimeSpan? patience = null) => Get(ask, answer => answer, patience);
}
