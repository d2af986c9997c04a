using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>A queue in which more waits than its memory may hold.</summary>
public sealed class BacklogTests(BacklogTests.ForgetfulHost forgetful) : IClassFixture<BacklogTests.ForgetfulHost>
{
    private const int Window = 16;
    private const int MaxDepth = 24;

    private readonly SanctumHost _host = forgetful.Host;

    [Fact]
    public async Task What_arrives_waits_behind_what_its_thread_has_beyond_memory()
    {
        var agent = await _host.NewAgent();
        var (session, wait) = (SanctumHost.NewSession(), $"wait {Guid.NewGuid()}");
        using var held = _host.Model.Hold(wait);
        await Fill(agent, Window, wait);
        await _host.Send(agent, session, $"{session} first");
        await _host.Admin(agent).Resume();
        await Testing.Eventually.True(() => Task.FromResult(_host.Model.Asked.Count(asked => asked == wait) == Window));

        var last = await _host.Send(agent, session, $"{session} second");
        held.Release();
        await _host.Ended(agent, last);

        Assert.Equal([$"{session} first", $"{session} second"], AskedIn(session));
    }

    [Fact]
    public async Task What_is_urgent_brings_what_is_before_it_in_its_thread_along()
    {
        var agent = await _host.NewAgent();
        var session = SanctumHost.NewSession();
        await Fill(agent, Window, "hello");
        await _host.Send(agent, session, $"{session} first");
        var urgent = await _host.Send(agent, session, $"{session} second", QueuePriority.High);

        await _host.Admin(agent).Resume();
        await _host.Ended(agent, urgent);

        Assert.Equal([$"{session} first", $"{session} second"], AskedIn(session));
    }

    [Fact]
    public async Task A_thread_that_is_longer_than_memory_does_not_keep_the_others_waiting()
    {
        var agent = await _host.NewAgent();
        var (other, wait) = (SanctumHost.NewSession(), $"wait {Guid.NewGuid()}");
        using var held = _host.Model.Hold(wait);
        await _host.Admin(agent).Pause("filling");
        await FillThread(agent, SanctumHost.NewSession(), Window + 2, wait);
        await _host.Send(agent, other, $"{other} first");
        await _host.Admin(agent).Resume();
        await Testing.Eventually.True(() => Task.FromResult(_host.Model.Asked.Contains(wait)));

        await _host.Ended(agent, await _host.Send(agent, other, $"{other} second"));
        await _host.Ended(agent, await _host.Send(agent, other, $"{other} third"));

        Assert.Equal([$"{other} first", $"{other} second", $"{other} third"], AskedIn(other));
        Assert.Single(_host.Model.Asked, asked => asked == wait);
        held.Release();
    }

    [Fact]
    public async Task What_is_beyond_memory_counts_to_the_depth()
    {
        var agent = await _host.NewAgent();
        await Fill(agent, MaxDepth, "hello");

        await _host.Queue(agent).Refresh();

        await Assert.ThrowsAsync<Errors.LimitExceededException>(
            () => _host.Send(agent, SanctumHost.NewSession(), "one too many"));
    }

    [Fact]
    public async Task A_full_queue_answers_a_notification_that_has_an_item()
    {
        var agent = await _host.NewAgent();
        var session = SanctumHost.NewSession();
        await _host.Admin(agent).Pause("filling");
        var item = await _host.Send(agent, session, "hello", id: "known");
        await Fill(agent, MaxDepth - 1, "hello");

        Assert.Equal(item, await _host.Send(agent, session, "hello", id: "known"));
    }

    // Each in a thread of its own, in a queue that is paused.
    private async Task Fill(string agent, int count, string text)
    {
        await _host.Admin(agent).Pause("filling");
        foreach (var _ in Enumerable.Range(0, count))
            await _host.Send(agent, SanctumHost.NewSession(), text);
    }

    private async Task FillThread(string agent, string session, int count, string text)
    {
        for (var i = 0; i < count; i++)
            await _host.Send(agent, session, text);
    }

    private IEnumerable<string> AskedIn(string session) =>
        _host.Model.Asked.Where(asked => asked.StartsWith(session, StringComparison.Ordinal));

    /// <summary>A host whose queues remember little.</summary>
    public sealed class ForgetfulHost : IAsyncLifetime
    {
        public SanctumHost Host { get; } = new();

        public Task InitializeAsync() => Host.Start(
            ("Sanctum:Queue:LeaseDuration", "00:10:00"), ("Sanctum:Queue:Window", $"{Window}"), (
                "Sanctum:Queue:MaxDepth", $"{MaxDepth}"));

        public Task DisposeAsync() => Host.DisposeAsync();
    }
}
