using System.Diagnostics;
using Sanctum.Schemas;

namespace Sanctum.Plugins;

/// <summary>Code that was let go, and the copy of its files.</summary>
/// <param name="Context">Dead once the code has left the memory.</param>
/// <param name="Copy">The folder of the copy.</param>
internal sealed record UnloadedCode(WeakReference Context, string Copy)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits for the code to leave the memory; false when it has not within <paramref name="patience"/>.</summary>
    public async Task<bool> IsCollected(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; Context.IsAlive; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
                return false;
            await Task.Delay(pause);
            // The framework keeps what it made for JSON of types that it met lately, and lets go of it only when it meets others.
            _ = TypeSchema.NewJson().GetTypeInfo(typeof(UnloadedCode));
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return true;
    }
}
