using Sanctum.Testing;

namespace Sanctum.Platforms;

/// <summary>Anybody ends a thread for the account by a word; who said it, or who may pause the account, lifts it.</summary>
public sealed class StopCommandTests : IAsyncLifetime
{
    private static readonly (string, string?) Stopped = ("no_reply", NoReplyReasons.StopCommand);

    private PlatformHost _host = null!;
    private string _account = "";

    public async Task InitializeAsync()
    {
        _host = await PlatformHost.Start();
        _account = await _host.Connect("""{"stopCommand":"#agentstop","stopAuthors":["boss"]}""");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_thread_with_it_gets_no_further_reply_from_anybody_also_after_a_restart()
    {
        Assert.Equal("done", (await Say("hello", by: "ann", thread: "t")).Status);
        Assert.Equal(Stopped, await Say("enough, #AgentStop.", by: "bob", thread: "t"));
        Assert.Equal(Stopped, await Say("but I like it", by: "ann", thread: "t"));
        await _host.Restart();

        Assert.Equal(Stopped, await Say("still there?", by: "ann", thread: "t"));
        Assert.Equal("done", (await Say("hello", by: "bob", thread: "another")).Status);
        await Eventually.True(() => Task.FromResult(_host.Platform.Posts.Count == 2));
        Assert.Equal(AccountStatus.Active, (await _host.Account(_account).Get()).Status);
    }

    [Fact]
    public async Task What_waits_when_it_comes_is_not_answered_either()
    {
        await _host.Account(_account).Pause("lunch");
        var waiting = _host.Platform.Notify(_account, "a question", author: "ann", thread: "t");
        var stop = _host.Platform.Notify(_account, "#agentstop", author: "ann", thread: "t");
        await _host.Account(_account).Resume();

        Assert.Equal(Stopped, await _host.Ended(_account, stop));
        Assert.Equal(Stopped, await _host.Ended(_account, waiting));
    }

    [Fact]
    public async Task The_same_person_lifts_it_and_another_does_not()
    {
        await Say("#agentstop", by: "ann", thread: "t");
        await Say("#agentstop", by: "bob", thread: "t");
        await Say("start", by: "cat", thread: "t");
        await Say("start", by: "ann", thread: "t");
        Assert.Equal(Stopped, await Say("hello", by: "ann", thread: "t"));

        await Say("start", by: "bob", thread: "elsewhere");
        Assert.Equal(Stopped, await Say("hello", by: "ann", thread: "t"));
        await Say("start", by: "bob", thread: "t");
        Assert.Equal("done", (await Say("hello", by: "ann", thread: "t")).Status);
        Assert.Equal(Stopped, await Say("#agentstop", by: "bob", thread: "t"));
        Assert.Equal(Stopped, await Say("hello", by: "ann", thread: "t"));
    }

    [Fact]
    public async Task Who_may_pause_the_account_lifts_it_for_all()
    {
        await Say("#agentstop", by: "ann", thread: "t");
        await Say("#agentstop", by: "bob", thread: "t");

        await Say("start", by: "boss", thread: "t");

        Assert.Equal("done", (await Say("hello", by: "cat", thread: "t")).Status);
    }

    [Fact]
    public async Task The_account_does_not_stop_itself()
    {
        Assert.Equal(("no_reply", NoReplyReasons.OwnPost), await Say("write #agentstop to stop me", by: "me", thread: "t"));

        Assert.Equal("done", (await Say("good to know", by: "ann", thread: "t")).Status);
    }

    private Task<(string Status, string? Reason)> Say(string text, string by, string thread) =>
        _host.Ended(_account, _host.Platform.Notify(_account, text, author: by, thread: thread));
}
