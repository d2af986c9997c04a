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
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Guid> Activation() => Task.FromResult(_activation);
}
