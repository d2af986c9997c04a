using Orleans.TestingHost;
using Sanctum.Cluster.Reminders;
using Sanctum.Cluster.Storage;
using Sanctum.Testing;

namespace Sanctum.Cluster.Membership;

/// <summary>What becomes of grains when their silo is killed, stopped, or told to hand them over.</summary>
public sealed class SiloLossTests : IAsyncLifetime
{
    private const int Notebooks = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ProductCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await ProductCluster.Start(3);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Grains_of_a_killed_silo_answer_elsewhere_with_their_state()
    {
        var (notebooks, victim) = await WriteNotebooks();

        await _cluster.Host.KillSiloAsync(victim);

        foreach (var notebook in notebooks)
            Assert.NotEqual(victim.SiloAddress, (await ReadKept(notebook)).Silo);
    }

    [Fact]
    public async Task Grains_of_a_stopped_silo_move_and_a_call_that_is_made_again_is_answered()
    {
        var (notebooks, victim) = await WriteNotebooks();

        var stop = _cluster.Host.StopSiloAsync(victim);
        do
        {
            await Task.WhenAll(notebooks.Select(ReadKept));
        }
        while (!stop.IsCompleted);
        await stop;

        foreach (var notebook in notebooks)
            Assert.NotEqual(victim.SiloAddress, (await ReadKept(notebook)).Silo);
    }

    [Fact]
    public async Task Restarted_silo_and_an_additional_one_take_grains()
    {
        var restarted = await _cluster.Host.RestartSiloAsync(_cluster.Host.Silos[1]);
        var added = await _cluster.Host.StartAdditionalSiloAsync();
        await _cluster.Host.WaitForLivenessToStabilizeAsync();

        var homes = new HashSet<SiloAddress>();
        await Eventually.True(async () =>
        {
            homes.Add((await _cluster.Grain<INotebookGrain>(ProductCluster.NewKey()).Read()).Silo);
            return homes.Contains(restarted!.SiloAddress) && homes.Contains(added.SiloAddress);
        });
    }

    [Fact]
    public async Task Migrated_grain_answers_on_its_new_silo_with_its_state()
    {
        var notebook = _cluster.Grain<INotebookGrain>(ProductCluster.NewKey());
        await notebook.Write("kept");
        var before = await notebook.Read();
        var target = _cluster.Host.Silos.First(silo => !silo.SiloAddress.Equals(before.Silo)).SiloAddress;

        await _cluster.Host.MigrateAsync(notebook, target);

        var after = await notebook.Read();
        Assert.Equal((target, "kept", "1"), (after.Silo, after.Text, after.Etag));
        Assert.NotEqual(before.Activation, after.Activation);
    }

    [Fact]
    public async Task Reminders_tick_again_after_the_silo_that_kept_them_was_killed()
    {
        var keys = Enumerable.Range(0, 12).Select(_ => ProductCluster.NewKey()).ToList();
        foreach (var key in keys)
            await _cluster.Grain<IAlarmGrain>(key).Set("every-second", TimeSpan.Zero, TimeSpan.FromSeconds(1));

        await _cluster.Host.KillSiloAsync(_cluster.Host.Silos[^1]);

        var before = keys.ToDictionary(key => key, TicksOf);
        await Eventually.True(() => Task.FromResult(keys.All(key => TicksOf(key) > before[key] + 1)), Patience);

        static int TicksOf(string key) => AlarmGrain.TicksOf(key, "every-second");
    }

    private async Task<(List<INotebookGrain> Notebooks, InProcessSiloHandle Victim)> WriteNotebooks()
    {
        var notebooks = Enumerable.Range(0, Notebooks).Select(_ => _cluster.Grain<INotebookGrain>(ProductCluster.NewKey()))
            .ToList();
        foreach (var notebook in notebooks)
            await notebook.Write("kept");
        var pages = await Task.WhenAll(notebooks.Select(notebook => notebook.Read()));
        var victim = _cluster.Host.Silos.Last(silo => pages.Any(page => page.Silo.Equals(silo.SiloAddress)));
        return (notebooks, victim);
    }

    // A call may fail until the cluster has noticed; what counts is that it then answers, with what was written.
    private static Task<Page> ReadKept(INotebookGrain notebook) => Eventually.Get(
        async () =>
        {
            try
            {
                return await notebook.Read();
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                return new Page(Guid.Empty, SiloAddress.Zero, exception.Message, null, null, false);
            }
        },
        page => page.Text == "kept",
        Patience);
}
