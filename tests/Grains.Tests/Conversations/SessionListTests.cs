using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Platforms.WebChat;
using Sanctum.Queues;
using Sanctum.Testing;

namespace Sanctum.Conversations;

[Collection(HostSuite.Name)]
public sealed class SessionListTests(SanctumHost host)
{
    private ISessionDirectoryGrain Sessions => host.Grains.GetGrain<ISessionDirectoryGrain>("default/sessions");

    private IPeopleGrain People => host.Grains.GetGrain<IPeopleGrain>("default/people");

    [Fact]
    public async Task The_session_in_which_somebody_wrote_last_comes_first()
    {
        var (agent, first, second) = (await host.NewAgent(), SanctumHost.NewSession(), SanctumHost.NewSession());
        await Say(agent, first, "hello");
        await Say(agent, second, "good evening");
        await Say(agent, first, "are you there?");

        var listed = (await List(new SessionSelection(agent))).Items;

        Assert.Equal([first, second], listed.Select(session => session.Id));
        Assert.Equal(
            (agent, "hello", "sandbox", "test", "tester", 4, QueueItemStatus.Done),
            (
                listed[0].AgentId, listed[0].Title, listed[0].Platform, listed[0].Account, listed[0].From, listed[0].LastSeq,
                listed[0].Status));
        Assert.True(listed[0].StartedAt < listed[1].StartedAt && listed[1].LastActivityAt < listed[0].LastActivityAt);
        Assert.Equal(
            [first, second],
            (await List(new SessionSelection())).Items.Where(session => session.AgentId == agent).Select(session => session.Id));
    }

    [Theory]
    [InlineData("ffffffff-ffff-4fff-bfff-ffffffffffff")]
    [InlineData("9b2f1e00-0000-4000-8000-000000000001")]
    [InlineData("7fffffff-ffff-7fff-bfff-ffffffffffff")]
    public async Task Item_whose_id_is_not_of_its_time_keeps_nobody_from_the_list(string id)
    {
        var (agent, odd, next) = (await host.NewAgent(), SanctumHost.NewSession(), SanctumHost.NewSession());
        await host.Execute(
            $"""
            insert into queue_item (id, tenant, agent, notification_id, session_id, platform, account, author, body, priority, occurred_at, status, finished_at)
            values ('{id}', 'default', '{agent}', 'odd', '{odd}', 'sandbox', 'test', 'tester', 'hello', 0, now(), 'done', now() + interval '1 second')
            """);
        try
        {
            await List(new SessionSelection(agent));
            await Say(agent, next, "hello");
            Assert.Contains(next, (await List(new SessionSelection(agent))).Items.Select(session => session.Id));

            // A mark that an older build has moved there moves back.
            await host.Execute($"update session_activity_mark set through = '{id}' where tenant = 'default'");
            await Say(agent, odd, "hello again");
            await List(new SessionSelection(agent));
            Assert.Equal(
                0,
                await host.Count($"select count(*) from session_activity_mark where tenant = 'default' and through >= '{id}'"));
        }
        finally
        {
            await host.Execute($"delete from queue_item where id = '{id}'");
        }
    }

    [Fact]
    public async Task Each_page_goes_on_where_the_last_one_ended()
    {
        var agent = await host.NewAgent();
        var sessions = Enumerable.Range(0, 5).Select(_ => SanctumHost.NewSession()).ToArray();
        foreach (var session in sessions)
            await Say(agent, session, "hello");

        var pages = new List<SessionPage> { await List(new SessionSelection(agent), limit: 2) };
        while (pages[^1].Next is { } next)
            pages.Add(await List(new SessionSelection(agent), next, limit: 2));

        Assert.Equal([2, 2, 1], pages.Select(page => page.Items.Length));
        Assert.Equal(sessions.Reverse(), pages.SelectMany(page => page.Items).Select(session => session.Id));
        await Assert.ThrowsAsync<InvalidRequestException>(() => List(new SessionSelection(agent), limit: 201));
    }

    [Fact]
    public async Task What_is_under_way_and_what_failed_is_seen_in_the_list()
    {
        var (agent, session) = (await host.NewAgent(), SanctumHost.NewSession());
        using var held = host.Model.Hold($"wait {session}");
        var item = await host.Send(agent, session, $"wait {session}");
        await Eventually.Get(
            () => List(new SessionSelection(agent)), page => page.Items is [{ Status: QueueItemStatus.Processing, LastSeq: 1 }]);

        await host.Queue(agent).Cancel(session, "a test");
        await host.Ended(agent, item);

        Assert.Equal(QueueItemStatus.Cancelled, Assert.Single((await List(new SessionSelection(agent))).Items).Status);
    }

    [Fact]
    public async Task A_session_that_was_only_opened_is_not_listed()
    {
        var (agent, session) = (await host.NewAgent(), SanctumHost.NewSession());
        await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Open(agent);

        Assert.Empty((await List(new SessionSelection(agent))).Items);
    }

    [Fact]
    public async Task Lists_that_were_lost_come_again()
    {
        var (agent, session) = (await host.NewAgent(), SanctumHost.NewSession());
        await Say(agent, session, "hello");
        await List(new SessionSelection(agent));

        await host.Execute("delete from session_activity; delete from session_person; delete from session_activity_mark");

        Assert.Equal([session], (await List(new SessionSelection(agent))).Items.Select(found => found.Id));
    }

    [Fact]
    public async Task A_persons_sessions_are_those_where_any_of_the_profiles_wrote()
    {
        var agent = await host.NewAgent();
        var (ann, bob) = ($"ann-{agent}", $"bob-{agent}");
        await host.Grains.GetGrain<IPlatformAccountGrain>($"default/webchat/{agent}").Connect(
            new AccountConnection(agent, Credentials: null));
        await Chat(agent, ann, "one");
        await Chat(agent, bob, "two");
        await Chat(agent, ann, "three");
        var annsId = (await People.Get("webchat", ann)).UserId;

        var hers = (await List(new SessionSelection(Person: annsId))).Items;
        await People.Link(new ProfileKey("webchat", ann), new ProfileKey("webchat", bob));
        var firstOfBoth = await List(new SessionSelection(agent, annsId), limit: 1);
        var restOfBoth = await List(new SessionSelection(agent, annsId), firstOfBoth.Next, limit: 5);

        Assert.Equal(["three", "one"], hers.Select(session => session.Title));
        Assert.All(
            hers, session => Assert.Equal((annsId, "webchat", agent), (session.PersonId, session.Platform, session.Account)));
        Assert.Equal(["three", "two", "one"], firstOfBoth.Items.Concat(restOfBoth.Items).Select(session => session.Title));
        Assert.Empty((await List(new SessionSelection(await host.NewAgent(), annsId))).Items);
    }

    private Task<SessionPage> List(SessionSelection which, Guid? after = null, int limit = 200) =>
        Sessions.List(which, after, limit);

    // Each message in a time of its own: those of one millisecond have no order among themselves.
    private async Task Say(string agent, string session, string text) =>
        await host.Ended(agent, await host.Send(agent, session, text));

    private async Task Chat(string account, string visitor, string text)
    {
        var room = host.Grains.GetGrain<IChatRoomGrain>($"default/{account}/{visitor}/{text}");
        await room.Say(visitor, "m1", text);
        await Eventually.Get(() => room.Read(0), messages => messages.Length == 2);
    }
}
