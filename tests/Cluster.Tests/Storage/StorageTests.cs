using Orleans.Hosting;
using Orleans.TestingHost;
using Sanctum.Testing;

namespace Sanctum.Conformance.Storage;

public sealed class StorageTests : IAsyncLifetime
{
    private readonly TestCluster _cluster;
    private readonly string _key = Cluster.NewKey();

    public StorageTests()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
    }

    private INotebookGrain Grain => _cluster.GrainFactory.GetGrain<INotebookGrain>(_key);

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task State_that_was_never_written_is_new()
    {
        var page = await Grain.Read();

        Assert.Equal((null, false), (page.Text, page.Exists));
    }

    [Fact]
    public async Task Written_state_is_there_for_the_next_activation()
    {
        await Grain.Write("kept");
        await Reactivate();

        var page = await Grain.Read();
        Assert.Equal(("kept", true), (page.Text, page.Exists));
    }

    [Fact]
    public async Task Cleared_state_is_new_again_and_can_be_written()
    {
        await Grain.Write("gone");
        await Grain.Clear();
        Assert.Equal((null, false), ((await Grain.Read()).Text, (await Grain.Read()).Exists));
        await Reactivate();
        Assert.False((await Grain.Read()).Exists);

        await Grain.Write("again");
        await Reactivate();

        Assert.Equal("again", (await Grain.Read()).Text);
    }

    private async Task Reactivate()
    {
        var before = (await Grain.Read()).Activation;
        await Grain.Deactivate();
        await Eventually.Get(Grain.Read, page => page.Activation != before);
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddMemoryGrainStorage(NotebookGrain.Storage);
    }
}
