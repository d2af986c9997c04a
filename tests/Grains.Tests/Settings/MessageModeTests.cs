using Microsoft.Extensions.Logging.Abstractions;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Plugins;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Settings;

/// <summary>What becomes of messages in each mode, on a silo and a platform of the test's own.</summary>
public sealed class MessageModeTests
{
    [Fact]
    public async Task Listen_keeps_a_message_and_neither_asks_a_model_nor_answers()
    {
        await using var host = await PlatformHost.Start();
        await Choose(host, MessageMode.Listen);
        var account = await host.Connect();

        var ended = await host.Ended(account, host.Platform.Notify(account, "hello"));

        Assert.Equal(("no_reply", StopReasons.ListenMode), ended);
        Assert.Equal("hello", await host.Scalar<string>(
            $"select t.content from transcript_entry t join queue_item q on q.id = turn_id where q.account = '{account}'"));
        Assert.Equal(0L, await host.Scalar<long>("select count(*) from outbox"));
        Assert.Empty(host.Model.Asked);
        Assert.Empty(host.Platform.Posts);
    }

    [Fact]
    public async Task Echo_sends_a_message_back_once_with_who_wrote_it_and_asks_no_model()
    {
        await using var host = await PlatformHost.Start();
        await Choose(host, MessageMode.Echo);
        var account = await host.Connect();

        var mention = host.Platform.Notify(account, "hello");

        Assert.Equal("done", (await host.Ended(account, mention)).Status);
        await Eventually.True(() => Task.FromResult(!host.Platform.Posts.IsEmpty));
        Assert.Equal("[Username: @ann, Scripted ID: id-ann] hello", Assert.Single(host.Platform.Posts).Text);
        Assert.Empty(host.Model.Asked);
    }

    [Theory]
    [InlineData("ann", "telegram", "7", "[Username: @ann, Telegram ID: 7] hi")]
    [InlineData("@ann", "api", "", "[Username: @ann] hi")]
    [InlineData("7", "telegram", "7", "[Telegram ID: 7] hi")]
    [InlineData("", "api", "", "hi")]
    public void Echo_leaves_out_what_is_not_known(string handle, string platform, string id, string expected) =>
        Assert.Equal(expected, EchoText.Format(handle, platform, id, "hi"));

    [Fact]
    public async Task Test_asks_the_model_keeps_posts_over_a_restart_and_live_sends_each_once()
    {
        await using var host = await PlatformHost.Start(("Sanctum:Messages:Mode", "test"));
        var account = await host.Connect();
        var first = host.Platform.Notify(account, "one");
        await host.Ended(account, first);
        Assert.Equal(MessageMode.Test, (await Mode(host).Get()).Mode);
        await Choose(host, MessageMode.Test);

        // The mode that was chosen wins over the configured one.
        await host.Restart(settings: ("Sanctum:Messages:Mode", "live"));
        var second = host.Platform.Notify(account, "two");
        await host.Ended(account, second);
        await Held(host);

        Assert.Equal(["one", "two"], host.Model.Asked);
        Assert.Empty(host.Platform.Posts);
        Assert.Equal(2L, await host.Scalar<long>("select count(*) from outbox where status = 'pending' and attempts = 0"));

        await Choose(host, MessageMode.Live);
        await Eventually.True(async () => await host.Scalar<long>("select count(*) from outbox where status = 'posted'") == 2);
        Assert.Equal((1, 1), (host.Platform.RepliesTo(first), host.Platform.RepliesTo(second)));
    }

    [Fact]
    public async Task Test_refuses_what_would_change_something_on_a_platform()
    {
        await using var host = await PlatformHost.Start();
        await Choose(host, MessageMode.Test);
        var agent = await host.NewAgent();

        var followed = await host.CallTool(agent, "follow_bluesky_profile", new { handle = "ann.test" });
        var deletion = host.Grains.GetGrain<IAccountRequestWorker>("default/sandbox/test").Delete(
            Guid.NewGuid().ToString(), CancellationToken.None);

        Assert.Contains("The message mode is 'test'", followed, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConflictException>(() => deletion);
        Assert.Equal("4", (await host.CallTool(agent, "calculate", new { expression = "2 + 2" }))[^1..]);
    }

    [Fact]
    public async Task Plug_ins_are_told_of_a_change_once_and_of_none_when_the_mode_is_chosen_again()
    {
        await using var host = await PlatformHost.Start();
        var heard = new List<string>();
        var listener = new PluginListener("hearing", host.Part<PluginEventHub>(), new Unguarded(), NullLogger.Instance);
        listener.RegisterEventHandler(PluginEventTypes.ModeChanged, (happened, _) =>
        {
            lock (heard)
                heard.Add(happened.Payload.GetRawText());
            return Task.CompletedTask;
        });
        listener.Start(replaced: null);

        foreach (var mode in new[] { MessageMode.Echo, MessageMode.Echo, MessageMode.Live })
            await Choose(host, mode);
        await Eventually.True(() => Task.FromResult(heard.Count >= 2));
        await listener.Stop();

        Assert.Equal(
            ["""{"tenant":"default","mode":"echo","before":"live"}""", """{"tenant":"default","mode":"live","before":"echo"}"""],
            heard);
        Assert.Contains(
            host.Log, line => line.Contains("The message mode of default changed from Live to Echo", StringComparison.Ordinal));
    }

    private static IMessageModeGrain Mode(PlatformHost host) => host.Grains.GetGrain<IMessageModeGrain>("default/settings");

    // What this process knows is what its turns and outboxes go by.
    private static async Task Choose(PlatformHost host, MessageMode mode)
    {
        await host.Part<MessageModes>().Of("default");
        await Mode(host).Change(mode);
        await Eventually.True(async () => await host.Part<MessageModes>().Of("default") == mode);
    }

    // Outboxes were asked to send what is due, and have answered.
    private static async Task Held(PlatformHost host)
    {
        var account = await host.Scalar<string>("select min(account) from outbox");
        await host.Grains.GetGrain<Publishing.IOutboxGrain>($"default/scripted/{account}").Wake();
    }

    private sealed class Unguarded : ICallGuard
    {
        public Task<T> Call<T>(Func<Task<T>> call) => call();

        public Task<T> Wait<T>(Func<Task<T>> call, CancellationToken cancellationToken) => call();
    }
}
