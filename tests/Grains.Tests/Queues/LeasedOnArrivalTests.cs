using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Queues;

public sealed class LeasedOnArrivalTests(
    LeasedOnArrivalTests.PatientHost patient) : IClassFixture<LeasedOnArrivalTests.PatientHost>
{
    private readonly SanctumHost _host = patient.Host;

    [Fact]
    public async Task What_can_go_at_once_is_leased_and_in_the_transcript_when_its_sender_is_answered()
    {
        var agent = await _host.NewAgent();
        var session = SanctumHost.NewSession();
        using var held = _host.Model.Hold($"wait {session}");

        var item = await _host.Send(agent, session, $"wait {session}");

        Assert.Equal(1, await _host.Count(
            $"select count(*) from queue_item where id = '{item}' and status = 'processing' and lease_token = 1"));
        Assert.Equal(
            1,
            await _host.Count($"select count(*) from transcript_entry where turn_id = '{item}' and role = 'user' and seq = 1"));
    }

    [Fact]
    public async Task What_comes_behind_it_in_the_thread_waits_and_is_answered_next()
    {
        var agent = await _host.NewAgent();
        var session = SanctumHost.NewSession();
        using var held = _host.Model.Hold($"wait {session}");
        await _host.Send(agent, session, $"wait {session}");

        var second = await _host.Send(agent, session, "and then");
        Assert.Equal(1, await _host.Count($"select count(*) from queue_item where id = '{second}' and status = 'new'"));
        held.Release();

        Assert.Equal(QueueItemStatus.Done, (await _host.Ended(agent, second)).Status);
        var page = await Session(session).Read(0, 10);
        Assert.Equal([1, 2, 3, 4], page.Entries.Select(entry => entry.Seq));
        Assert.Equal("You said: and then", page.Entries[^1].Content);
    }

    [Fact]
    public async Task A_notification_that_has_a_row_writes_nothing()
    {
        var agent = await _host.NewAgent();
        var session = SanctumHost.NewSession();
        await _host.Ended(agent, await _host.Send(agent, session, "once", id: "n-1"));

        Assert.Null(await Session(session).Receive(NewLease(agent, session), NotificationOf(session, "n-1")));

        Assert.Equal(2, (await Session(session).Get()).LastSeq);
    }

    [Fact]
    public async Task A_thread_in_which_another_item_is_leased_takes_none()
    {
        var agent = await _host.NewAgent();
        var session = SanctumHost.NewSession();
        using var held = _host.Model.Hold($"wait {session}");
        var running = await _host.Send(agent, session, $"wait {session}");

        await Assert.ThrowsAsync<ConflictException>(
            () => Session(session).Receive(NewLease(agent, session), NotificationOf(session, "n-2")));

        Assert.Equal(1, await _host.Count($"select count(*) from queue_item where session_id = '{session}'"));
        Assert.Equal(1, await _host.Count($"select count(*) from transcript_entry where session_id = '{session}'"));
        held.Release();
        Assert.Equal(QueueItemStatus.Done, (await _host.Ended(agent, running)).Status);
    }

    [Fact]
    public async Task A_long_lease_is_prolonged_before_its_holder_would_give_the_queue_up()
    {
        var agent = await _host.NewAgent();
        var session = SanctumHost.NewSession();
        using var held = _host.Model.Hold($"wait {session}");
        var item = await _host.Send(agent, session, $"wait {session}");

        Assert.True(await _host.Queue(agent)
            .KeepAlive(new LeaseToken($"default/{agent}", item, session, Token: 1), CancellationToken.None));
    }

    private ISessionGrain Session(string session) => _host.Grains.GetGrain<ISessionGrain>($"default/{session}");

    private static LeaseToken NewLease(string agent, string session) =>
        new($"default/{agent}", Guid.CreateVersion7(), session, Token: 1);

    private static Notification NotificationOf(string session, string id) =>
        new(id, session, "sandbox", "test", "tester", "hello", QueuePriority.Normal, DateTimeOffset.UtcNow);

    /// <summary>A host in which no lease runs out, however slow the machine is.</summary>
    public sealed class PatientHost : IAsyncLifetime
    {
        public SanctumHost Host { get; } = new();

        public Task InitializeAsync() => Host.Start(("Sanctum:Queue:LeaseDuration", "00:10:00"));

        public Task DisposeAsync() => Host.DisposeAsync();
    }
}
