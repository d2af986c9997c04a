using Sanctum.Testing;

namespace Sanctum.Plugins;

/// <summary>Folders of plug-ins that cannot be loaded, or take their time, beside some that can.</summary>
public sealed class PluginDelayTests(SlowPluginFixture plugins) : IClassFixture<SlowPluginFixture>
{
    [Theory]
    [InlineData("alink", "links are not followed")]
    [InlineData("apipe", "is not a file")]
    [InlineData("deep", "deeper than")]
    public async Task A_folder_that_cannot_be_read_fails_while_others_start(string name, string reason)
    {
        var status = await plugins.Reaches(name, PluginState.Failed);

        Assert.Contains(reason, status.Reason, StringComparison.Ordinal);
        await plugins.Reaches("willing", PluginState.Running);
    }

    [Fact]
    public async Task One_that_takes_its_time_to_start_delays_no_other()
    {
        await plugins.Reaches("willing", PluginState.Running);
        await plugins.Drop("wanted");
        await plugins.Reaches("wanted", PluginState.Running);
        // Its limit is longer than the test's patience, so nobody has waited for it.
        Assert.NotEqual(PluginState.Running, (await plugins.Plugins.Get("startwaits")).Processes.Single().State);

        plugins.OpenGate();

        await plugins.Reaches("startwaits", PluginState.Running);
    }

    [Fact]
    public async Task A_folder_that_is_removed_and_put_back_is_loaded_again()
    {
        foreach (var name in new[] { "returning", "returning" })
        {
            await plugins.Drop(name);
            await plugins.Reaches(name, PluginState.Running);
            Directory.Delete(Path.Combine(plugins.Folder, name), recursive: true);
            await Eventually.True(
                async () => (await plugins.Plugins.List()).All(plugin => plugin.Name != name || plugin.Processes.IsEmpty));
        }
    }
}

/// <summary>Bad folders whose names come before a good one's, and no limit that would end before the tests do.</summary>
public sealed class SlowPluginFixture : PluginFixture
{
    private readonly TaskCompletionSource _gate = new();

    protected override string CallTimeout => "00:05:00";

    public void OpenGate() => _gate.TrySetResult();

    public override Task DisposeAsync()
    {
        OpenGate();
        return base.DisposeAsync();
    }

    protected override async Task Populate()
    {
        AppContext.SetData("gate of startwaits", _gate.Task);
        foreach (var name in new[] { "alink", "apipe", "deep", "startwaits", "willing" })
            await Drop(name);
        File.CreateSymbolicLink(Path.Combine(Folder, "alink", "loop"), Folder);
        await Commands.Run(Path.Combine(Folder, "apipe"), "mkfifo", "pipe");
        Directory.CreateDirectory(Path.Combine([Folder, "deep", .. Enumerable.Repeat("d", 40)]));
    }
}
