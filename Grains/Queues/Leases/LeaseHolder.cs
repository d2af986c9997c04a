namespace Sanctum.Queues;

/// <summary>Who holds a lease, as its queue sees it; and how long the holder looks for a queue that has lost its silo.</summary>
/// <param name="silo">The holder's silo.</param>
/// <param name="patience">How long it looks: well under the lease, which nobody prolongs meanwhile.</param>
/// <param name="clock">The time.</param>
internal sealed class LeaseHolder(string silo, TimeSpan patience, TimeProvider clock)
{
    private const string Key = "sanctum.lease-holder";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The silo of the holder that makes the present call; null if it does not say.</summary>
    public static string? OfCall => RequestContext.Get(Key) as string;

    /// <summary>Names the holder's silo in the calls that follow.</summary>
    public void ShowItself() => RequestContext.Set(Key, silo);

    /// <summary>
    /// Makes a call again while the cluster has not got over the death of a silo: the queue comes up on another.
    /// </summary>
    public async Task<bool> Reach(Func<Task<bool>> call, CancellationToken released)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (OrleansException) when (clock.GetElapsedTime(started) < patience)
            {
                await Task.Delay(Pause, clock, released);
            }
        }
    }
}
