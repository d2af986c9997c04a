using Sanctum.Testing;

namespace Sanctum.Platforms.WebChat;

public sealed class ChatRoomTests : IAsyncLifetime
{
    private PlatformHost _host = null!;

    private IChatRoomGrain Room => _host.Grains.GetGrain<IChatRoomGrain>("default/desk/visitor-1/c1");

    private IChatRoomGrain Other => _host.Grains.GetGrain<IChatRoomGrain>("default/desk/visitor-2/c1");

    private IPlatformAccountGrain Account => _host.Grains.GetGrain<IPlatformAccountGrain>("default/webchat/desk");

    public async Task InitializeAsync()
    {
        _host = await PlatformHost.Start();
        await Account.Connect(
            new AccountConnection(await _host.NewAgent(), Credentials: null, Rules: """{"stopAuthors":["boss"]}"""));
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task A_reply_that_comes_again_is_one_message_also_after_a_restart()
    {
        var first = await Room.Reply("reply:1", "Hello!");
        await _host.Restart();

        var again = await Room.Reply("reply:1", "Hello!");
        await Room.Reply("reply:2", "Anybody?");

        Assert.Equal((first.Seq, first.Text), (again.Seq, again.Text));
        Assert.Equal([(1, "Hello!"), (2, "Anybody?")], (await Room.Read(0)).Select(message => (message.Seq, message.Text)));
    }

    [Fact]
    public async Task Whoever_watches_sees_that_somebody_writes_and_then_what()
    {
        var watching = Room.Watch(0, knowsTyping: false, CancellationToken.None);
        await Room.ShowTyping();
        Assert.True((await watching).IsTyping);

        var next = Room.Watch(0, knowsTyping: true, CancellationToken.None);
        await Room.Reply("reply:1", "Hello!");

        var view = await next;
        Assert.Equal(("Hello!", false), (Assert.Single(view.Messages).Text, view.IsTyping));
    }

    [Fact]
    public async Task A_visitor_who_takes_the_name_of_one_who_may_stop_the_account_stops_only_the_own_thread()
    {
        await Room.Say("boss", "m1", "#sanctumstop");

        await Other.Say("ann", "m1", "hello");
        await Eventually.Get(() => Other.Read(0), messages => messages.Length == 2);
        Assert.Equal(AccountStatus.Active, (await Account.Get()).Status);
    }
}
