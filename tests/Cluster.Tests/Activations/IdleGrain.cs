using System.Collections.Concurrent;

namespace Sanctum.Cluster.Activations;

[Alias("test.IIdleGrain")]
public interface IIdleGrain : IGrainWithStringKey
{
    [Alias("Activation")]
    Task<Guid> Activation();
}

/// <summary>Is collected when it was idle for the seconds that the cluster sets for this class.</summary>
[GrainType("test.idle")]
public sealed class IdleGrain : Grain, IIdleGrain
{
    private static readonly ConcurrentDictionary<string, bool> Collected = new();
    private readonly Guid _activation = Guid.NewGuid();

    /// <summary>Whether an activation of this key has ended.</summary>
    public static bool IsCollected(string key) => Collected.ContainsKey(key);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Collected[this.GetPrimaryKeyString()] = true;
        return Task.CompletedTask;
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);
}
