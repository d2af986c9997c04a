using System.Diagnostics;
using Sanctum.Testing;

namespace Sanctum.Cluster.Activations;

[Collection(OneSiloSuite.Name)]
public sealed class ActivationTests(OneSilo silo)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Well below the 2 s after which the class is collected.
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    private readonly string _key = ProductCluster.NewKey();

    private IFragileGrain Grain => silo.Cluster.Grain<IFragileGrain>(_key);

    [Fact]
    public async Task DeactivateOnIdle_gives_the_next_call_a_fresh_activation()
    {
        var first = await Grain.Activation();

        await Grain.Deactivate();

        await Eventually.Get(Grain.Activation, now => now != first);
    }

    // Where the machine paused the calls for nearly the collection age, the used one was idle too: that says nothing, and is
    // tried again.
    [Fact]
    public Task Idle_activation_is_collected_and_a_used_one_is_not() => Eventually.True(
        async () =>
        {
            var (idleKey, used) = (ProductCluster.NewKey(), silo.Cluster.Grain<IIdleGrain>(ProductCluster.NewKey()));
            var idle = silo.Cluster.Grain<IIdleGrain>(idleKey);
            var first = (Idle: await idle.Activation(), Used: await used.Activation());
            var (longestPause, usedAt) = (TimeSpan.Zero, Stopwatch.GetTimestamp());

            await Eventually.Get(Use, now => now != first.Used || IdleGrain.IsCollected(idleKey));
            var last = await Use();

            if (longestPause > MaxPause)
                return false;
            Assert.Equal(first.Used, last);
            Assert.NotEqual(first.Idle, await idle.Activation());
            return true;

            async Task<Guid> Use()
            {
                var activation = await used.Activation();
                var pause = Stopwatch.GetElapsedTime(usedAt);
                (longestPause, usedAt) = (pause > longestPause ? pause : longestPause, Stopwatch.GetTimestamp());
                return activation;
            }
        },
        Patience * 3);

    [Fact]
    public async Task Failed_activation_reaches_the_caller_and_the_next_call_tries_again()
    {
        FragileGrain.FailNextActivation(_key);

        Assert.Contains(
            "on purpose", (await Assert.ThrowsAnyAsync<Exception>(Grain.Activation)).ToString(), StringComparison.Ordinal);

        await Grain.Activation().WaitAsync(Patience);
    }

    [Fact]
    public async Task Enumerating_a_grain_that_cannot_be_activated_fails()
    {
        FragileGrain.FailNextActivation(_key);

        await Assert.ThrowsAnyAsync<Exception>(
            () => Enumerate(_ => Task.CompletedTask, CancellationToken.None).WaitAsync(Patience));
    }

    [Fact]
    public async Task Cancelled_token_ends_the_enumeration()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Enumerate(_ => stop.CancelAsync(), stop.Token).WaitAsync(Patience));
    }

    [Fact]
    public async Task Calls_that_arrive_while_a_grain_is_deactivated_all_end()
    {
        var calls = Enumerable.Range(0, 200).Select(i => Ends.Of(i % 20 == 10 ? Grain.Deactivate() : Grain.Activation()))
            .ToList();

        await Task.WhenAll(calls).WaitAsync(Patience);
    }

    private async Task Enumerate(Func<int, Task> each, CancellationToken token)
    {
        await foreach (var item in Grain.Watch(token))
            await each(item);
    }
}
