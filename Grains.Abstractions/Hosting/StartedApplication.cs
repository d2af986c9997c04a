using Microsoft.Extensions.Hosting;

namespace Sanctum.Hosting;

/// <summary>Waits for the end of a start.</summary>
internal static class StartedApplication
{
    /// <summary>Waits until every part of the process has started, so that grains can be called.</summary>
    /// <returns>Whether it came to that; false where the process was asked to stop.</returns>
    public static async Task<bool> WaitUntilStarted(this IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var started = Task.Delay(Timeout.InfiniteTimeSpan, lifetime.ApplicationStarted);
        await Task.WhenAny(started, Task.Delay(Timeout.InfiniteTimeSpan, ended.Token));
        // A process that is asked to stop while it is starting passes through "started" on its way out.
        return !ended.IsCancellationRequested;
    }
}
