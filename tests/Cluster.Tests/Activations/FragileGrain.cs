using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Sanctum.Cluster.Activations;

[Alias("test.IFragileGrain")]
public interface IFragileGrain : IGrainWithStringKey
{
    [Alias("Activation")]
    Task<Guid> Activation();

    [Alias("Deactivate")]
    Task Deactivate();

    [Alias("Watch")]
    IAsyncEnumerable<int> Watch(CancellationToken cancellationToken);
}

[GrainType("test.fragile")]
public sealed class FragileGrain : Grain, IFragileGrain
{
    private static readonly ConcurrentDictionary<string, bool> Failing = new();
    private readonly Guid _activation = Guid.NewGuid();

    /// <summary>The next activation of this key fails.</summary>
    public static void FailNextActivation(string key) => Failing[key] = true;

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Failing.TryRemove(this.GetPrimaryKeyString(), out _)
            ? throw new InvalidOperationException("on purpose")
            : Task.CompletedTask;

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<int> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return 1;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
