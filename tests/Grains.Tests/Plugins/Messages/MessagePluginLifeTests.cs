namespace Sanctum.Plugins.Messages;

/// <summary>The life of a message plug-in, in a host that no other tests use: it is stopped here.</summary>
public sealed class MessagePluginLifeTests(MessagePluginFixture plugins) : IClassFixture<MessagePluginFixture>
{
    [Fact]
    public async Task It_takes_settings_while_it_runs_brings_nothing_in_while_it_is_stopped_and_leaves_the_memory()
    {
        await plugins.Reaches("FileDrop", PluginState.Running);
        var agent = await plugins.Connect();
        var drops = Directory.CreateDirectory(Path.Combine(plugins.Drops, "elsewhere")).FullName;

        await plugins.Plugins.ChangeSettings("FileDrop", $$"""{"folder":"{{drops}}"}""");
        Assert.Equal(
            "You said: one", await MessagePluginFixture.Reply(MessagePluginFixture.Say(drops, agent, "ann.1.txt", "one")));

        await plugins.Plugins.Order("FileDrop", PluginCommand.Stop);
        await plugins.Reaches("FileDrop", PluginState.Stopped);
        var file = MessagePluginFixture.Say(drops, agent, "ann.2.txt", "two");
        await plugins.Plugins.Order("FileDrop", PluginCommand.Start);
        Assert.Equal("You said: two", await MessagePluginFixture.Reply(file));

        await plugins.Plugins.Order("FileDrop", PluginCommand.Reload);
        Assert.Equal(
            "You said: three", await MessagePluginFixture.Reply(MessagePluginFixture.Say(drops, agent, "ann.3.txt", "three")));

        await plugins.Plugins.Order("FileDrop", PluginCommand.Unload);
        await plugins.Reaches("FileDrop", PluginState.Discovered);
        await plugins.Collects("FileDrop");
    }
}
