using System.Collections.Concurrent;

namespace Sanctum.Conformance.Embedded;

public interface IFarewellGrain : IGrainWithStringKey
{
    Task Ping();
}

public sealed class FarewellGrain : Grain, IFarewellGrain
{
    public static ConcurrentDictionary<string, DeactivationReason> Farewells { get; } = new();

    public Task Ping() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Farewells[this.GetPrimaryKeyString()] = reason;
        return Task.CompletedTask;
    }
}
