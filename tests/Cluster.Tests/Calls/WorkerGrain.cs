using System.Collections.Concurrent;
using Orleans.Concurrency;

namespace Sanctum.Cluster.Calls;

[Alias("test.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    [Alias("Work")]
    Task<Guid> Work();

    /// <summary>Works until <see cref="WorkerGrain.Release"/>.</summary>
    [Alias("Hold")]
    Task<Guid> Hold();

    [Alias("Leave")]
    Task Leave();
}

[StatelessWorker(3), GrainType("test.worker")]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    private static readonly ConcurrentDictionary<string, Held> AllHeld = new();
    private readonly Guid _activation = Guid.NewGuid();

    /// <summary>How many calls of a key are held now.</summary>
    public static int HeldNow(string key) => HeldOf(key).Count;

    /// <summary>Lets all calls of a key end, those to come too.</summary>
    public static void Release(string key) => HeldOf(key).Gate.TrySetResult();

    public async Task<Guid> Hold()
    {
        var held = HeldOf(this.GetPrimaryKeyString());
        Interlocked.Increment(ref held.Count);
        await held.Gate.Task;
        return _activation;
    }

    public async Task<Guid> Work()
    {
        await Task.Delay(50);
        return _activation;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private static Held HeldOf(string key) => AllHeld.GetOrAdd(key, _ => new Held());

    private sealed class Held
    {
        public readonly TaskCompletionSource Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Count;
    }
}
