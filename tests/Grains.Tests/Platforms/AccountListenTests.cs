using Sanctum.Queues;
using Sanctum.Testing;

namespace Sanctum.Platforms;

/// <summary>Accounts whose platform tells over a WebSocket what happened.</summary>
public sealed class AccountListenTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly LoopbackSocket _server = new();
    private SocketPlatform _platform = null!;
    private PlatformHost _host = null!;
    private string _account = "";

    private IPlatformAccountGrain Account => _host.Grains.GetGrain<IPlatformAccountGrain>($"default/socket/{_account}");

    public async Task InitializeAsync()
    {
        await _server.Start();
        _platform = new SocketPlatform(_server.Url);
        _host = await PlatformHost.Start(_platform, ("Sanctum:Platforms:PollRetryMaxDelay", "00:00:00.200"));
        _account = await _host.NewAgent();
        await Account.Connect(
            new AccountConnection(_account, null, Rules: """{"repliesPerThreadPerHour":1000,"repliesPerAuthorPerHour":1000}"""));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Each_message_is_answered_once_over_broken_connections_repeated_events_an_outage_and_restarts()
    {
        const int Messages = 60;
        _server.EndsAfter = 7;
        for (var number = 1; number <= Messages; number++)
        {
            _server.Say($"message {number}");
            switch (number)
            {
                case 20:
                    await _server.Kill();
                    await Eventually.True(async () =>
                        (await Account.Get()).LastError?.Contains("cannot be reached", StringComparison.Ordinal) == true);
                    await _server.Start();
                    break;
                case 40:
                    await Answers(10);
                    await _host.Restart();
                    break;
            }
        }

        await Answers(Messages);
        Assert.Equal(Enumerable.Range(1, Messages).Select(number => $"{number}").Order(), _platform.Answered.Order());
        Assert.Equal(Messages, await _host.Scalar<long>("select count(*) from queue_item"));
        Assert.Equal($"{Messages}", await _host.Scalar<string>("select cursor from platform_account"));
        Assert.True(_server.Opened > Messages / _server.EndsAfter);
    }

    [Fact]
    public async Task An_account_has_one_connection_which_ends_at_once_with_a_pause_and_comes_back_behind_what_it_knew()
    {
        _server.Say("before");
        await Answers(1);
        Assert.Equal(1, _server.Connections);

        await Account.Pause("lunch");
        await Eventually.True(() => Task.FromResult(_server.Connections == 0));
        _server.Say("meanwhile");
        await Account.Resume();

        await Answers(2);
        Assert.Equal(["1", "2"], _platform.Answered);
        Assert.Equal((1, 2), (_server.Connections, _server.Opened));
    }

    [Fact]
    public async Task A_queue_that_takes_nothing_in_leaves_it_with_the_platform()
    {
        _server.Say("before");
        await Answers(1);
        var admin = _host.Grains.GetGrain<IQueueAdminGrain>($"default/{_account}");
        await admin.Drain("new machine");

        _server.Say("meanwhile");
        await Eventually.True(() => Task.FromResult(_server.Connections == 0));
        Assert.Equal(1L, await _host.Scalar<long>("select count(*) from queue_item"));

        await admin.Resume();
        await Answers(2);
        Assert.Equal(["1", "2"], _platform.Answered);
    }

    private Task Answers(int count) => Eventually.True(() => Task.FromResult(_platform.Answered.Count() >= count), Patience);
}
