using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Plugins.Messages;

/// <summary>Plug-ins that carry messages, as their users get them.</summary>
public sealed class MessagePluginTests(MessagePluginFixture plugins) : IClassFixture<MessagePluginFixture>
{
    [Fact]
    public async Task A_reply_reaches_the_handler_with_the_profile_and_the_id_of_the_message()
    {
        var status = await plugins.Reaches("FileDrop", PluginState.Running);
        Assert.Equal("file-drop", Assert.Single(status.Platforms));
        var (ada, bob) = (await plugins.Connect(), await plugins.Connect());

        var first = MessagePluginFixture.Say(plugins.Drops, ada, "ann.1.txt", "one");
        var second = MessagePluginFixture.Say(plugins.Drops, bob, "ann.1.txt", "two");

        // The folder comes from the profile, the file's name from the message's id.
        Assert.Equal("You said: one", await MessagePluginFixture.Reply(first));
        Assert.Equal("You said: two", await MessagePluginFixture.Reply(second));
        Assert.Equal("ann", await plugins.Host.Scalar<string>($"select author from queue_item where account = '{ada}'"));
        Assert.False(File.Exists(first));
    }

    [Fact]
    public async Task A_message_that_comes_twice_is_answered_once()
    {
        await plugins.Reaches("FileDrop", PluginState.Running);
        var agent = await plugins.Connect();
        var file = MessagePluginFixture.Say(plugins.Drops, agent, "ann.1.txt", "one");
        await MessagePluginFixture.Reply(file);

        MessagePluginFixture.Say(plugins.Drops, agent, "ann.1.txt", "one");
        await Eventually.True(() => Task.FromResult(!File.Exists(file)), TimeSpan.FromMinutes(3));

        Assert.Equal(1, await plugins.Host.Scalar<long>($"select count(*) from queue_item where account = '{agent}'"));
    }

    [Fact]
    public async Task A_message_waits_until_its_account_is_connected()
    {
        await plugins.Reaches("FileDrop", PluginState.Running);
        var agent = await plugins.Host.NewAgent();
        var file = MessagePluginFixture.Say(plugins.Drops, agent, "ann.1.txt", "early");
        var reason = $"{agent}/ann.1.txt waits: ";
        await Eventually.True(
            () => Task.FromResult(plugins.Host.Log.Any(line => line.Contains(reason, StringComparison.Ordinal))));

        await plugins.Host.Grains.GetGrain<IPlatformAccountGrain>($"default/file-drop/{agent}").Connect(
            new AccountConnection(agent, Credentials: null));

        Assert.Equal("You said: early", await MessagePluginFixture.Reply(file));
    }

    [Theory]
    [InlineData("null-Name", "Bad.Name is null")]
    [InlineData("null-Platform", "Bad.Platform is null")]
    [InlineData("null-MessageHandler", "Bad.MessageHandler is null")]
    [InlineData("throws-Name", "Bad.Name threw OwnException: not today")]
    [InlineData("throws-Platform", "Bad.Platform threw OwnException: not today")]
    [InlineData("throws-MessageHandler", "Bad.MessageHandler threw OwnException: not today")]
    [InlineData("wrong-Name", "Bad.Name is 'another'; it must be 'wrong-Name'")]
    [InlineData("wrong-Platform", "Platform is 'Not a Name'; it must match")]
    [InlineData("without-Name", "'get_Name' in type 'Old'")]
    [InlineData("without-Platform", "'get_Platform' in type 'Old'")]
    [InlineData("without-MessageHandler", "'get_MessageHandler' in type 'Old'")]
    [InlineData("without-ApplySettingsAsync", "Old has no ApplySettingsAsync")]
    [InlineData("without-StartAsync", "Old has no StartAsync")]
    [InlineData("without-StopAsync", "Old has no StopAsync")]
    public async Task One_without_a_member_is_refused_by_the_name_of_the_member_and_others_go_on(string name, string reason)
    {
        var status = await plugins.Reaches(name, PluginState.Failed);

        Assert.Contains(reason, status.Reason, StringComparison.Ordinal);
        Assert.Contains(
            plugins.Host.Log,
            line => line.Contains(name, StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
        Assert.Empty(status.Platforms);
        Assert.Equal(PluginState.Running, (await plugins.Reaches("FileDrop", PluginState.Running)).State);
    }
}
