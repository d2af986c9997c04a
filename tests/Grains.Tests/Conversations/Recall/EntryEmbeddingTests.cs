using Sanctum.Agents;
using Sanctum.Embeddings;
using Sanctum.Queues;
using Sanctum.Retention;
using Sanctum.Testing;

namespace Sanctum.Conversations;

/// <summary>When entries of transcripts are embedded, and when their vectors go.</summary>
public sealed class EntryEmbeddingTests : IAsyncLifetime
{
    private EmbeddingServer _server = null!;

    public async Task InitializeAsync() => _server = await EmbeddingServer.Start();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task Agent_that_is_not_searched_by_meaning_costs_nothing()
    {
        await using var run = await RecallHost.Start(_server);
        await run.Say(SanctumHost.NewSession(), "a car");
        await run.Find("car", RecallBy.Words);
        await Age(run);

        await Sweep(run);

        Assert.Empty(_server.Requests);
        Assert.Equal(0, await run.Host.Count("select count(*) from transcript_embedding"));
        Assert.Equal(0, await run.Host.Count("select count(*) from transcript_recall"));
    }

    [Fact]
    public async Task Turn_of_an_agent_that_is_searched_embeds_nothing_itself_and_a_sweep_does()
    {
        await using var run = await RecallHost.Start(_server);
        var session = SanctumHost.NewSession();
        await run.Say(session, "a car");
        await run.Embedded("automobile");
        _server.IsHung = true;
        await run.Say(session, "another car");
        Assert.Equal(2, await run.Host.Count("select count(*) from transcript_embedding"));
        _server.IsHung = false;

        await Age(run);

        await Eventually.True(async () =>
        {
            await Sweep(run);
            return await run.CountVectors() == 4;
        });
    }

    [Fact]
    public async Task Text_that_the_model_refuses_is_given_up_alone()
    {
        await using var run = await RecallHost.Start(_server);
        var session = SanctumHost.NewSession();
        await run.Say(session, "a car");
        await run.Say(session, "poison");

        var found = await run.Embedded("automobile");

        Assert.Equal(2, found.Items.Length);
        Assert.Equal(1, await run.Host.Count(
            "select count(*) from transcript_embedding where vector is null and due_at is null and last_error like '%400%'"));
    }

    [Fact]
    public async Task Changed_model_embeds_anew()
    {
        var database = await RecallHost.NewDatabase();
        string agent;
        await using (var before = await RecallHost.Start(_server, (database, ""), "hash"))
        {
            agent = await before.Host.NewAgent();
            await before.Host.Ended(agent, await before.Host.Send(agent, SanctumHost.NewSession(), "a car"));
            await Eventually.True(async () =>
            {
                await before.Host.Grains.GetGrain<IRecallWorker>($"default/{agent}").Find(new RecallQuery("a car"));
                return await before.CountVectors() == 2;
            });
        }

        await using var after = await RecallHost.Start(_server, (database, agent));

        Assert.Equal(2, (await after.Embedded("automobile")).Items.Length);
        Assert.Equal(2, await after.Host.Count("select count(*) from transcript_embedding where model = 'openai/test/0'"));
    }

    [Fact]
    public async Task Only_the_newest_entries_are_embedded_beyond_the_limit()
    {
        await using var run = await RecallHost.Start(_server, settings: ("Sanctum:Memory:Recall:MaxEntries", "3"));
        var session = SanctumHost.NewSession();
        foreach (var text in (string[])["first car", "second car", "third car"])
            await run.Say(session, text);

        var found = await run.Embedded("automobile");

        Assert.Equal([4, 5, 6], found.Items.Select(entry => entry.Seq).Order());
        Assert.Equal(3, await run.CountVectors());
        Assert.Equal(2, (await run.Find("first")).Items.Length);
    }

    [Fact]
    public async Task Index_that_is_full_gives_up_the_oldest_entries_for_new_ones()
    {
        await using var run = await RecallHost.Start(_server, settings: ("Sanctum:Memory:Recall:MaxEntries", "3"));
        var session = SanctumHost.NewSession();
        await run.Say(session, "first car");
        await run.Say(session, "second car");
        await run.Embedded("automobile");

        await run.Say(session, "third car");
        var found = await run.Embedded("automobile", RecallBy.Meaning);

        Assert.Equal([4, 5, 6], found.Items.Select(entry => entry.Seq).Order());
    }

    [Fact]
    public async Task Retired_agent_loses_its_vectors_and_gets_them_back_by_a_search_after_it_was_restored()
    {
        await using var run = await RecallHost.Start(_server);
        await run.Say(SanctumHost.NewSession(), "a car");
        await run.Embedded("automobile");

        await run.Host.Grains.GetGrain<IAgentGrain>($"default/{run.Agent}").Retire();
        await Prune(run);

        Assert.Equal(0, await run.Host.Count("select count(*) from transcript_embedding"));
        Assert.Equal(0, await run.Host.Count("select count(*) from transcript_recall"));
        await run.Host.Grains.GetGrain<IAgentGrain>($"default/{run.Agent}").Restore();
        Assert.Equal(2, (await run.Embedded("automobile")).Items.Length);
    }

    [Fact]
    public async Task Vectors_of_an_agent_that_is_not_searched_for_long_go_and_those_of_another_stay()
    {
        await using var run = await RecallHost.Start(_server);
        var other = await run.Host.NewAgent();
        await run.Say(SanctumHost.NewSession(), "a car");
        await run.Host.Ended(other, await run.Host.Send(other, SanctumHost.NewSession(), "a car"));
        await run.Embedded("automobile");
        await Eventually.Get(
            () => run.Host.Grains.GetGrain<IRecallWorker>($"default/{other}").Find(new RecallQuery("automobile")),
            found => found.Vectors == VectorUse.Complete);
        await run.Host.Execute(
            $"update transcript_recall set searched_at = now() - interval '31 days' where agent = '{run.Agent}'");

        await Prune(run);

        Assert.Equal(0, await run.Host.Count($"select count(*) from transcript_embedding where agent = '{run.Agent}'"));
        Assert.Equal(2, await run.Host.Count($"select count(*) from transcript_embedding where agent = '{other}'"));
    }

    [Fact]
    public async Task Vectors_go_with_the_entries_of_their_session()
    {
        await using var run = await RecallHost.Start(_server);
        var session = SanctumHost.NewSession();
        await run.Say(session, "a car");
        await run.Say(SanctumHost.NewSession(), "an old car");
        await run.Embedded("automobile");

        await run.Host.Execute($"delete from transcript_entry where session_id = '{session}'");

        Assert.Equal(2, await run.CountVectors());
        Assert.DoesNotContain((await run.Find("automobile")).Items, entry => entry.SessionId == session);
    }

    // As if what has ended had ended some minutes ago.
    private static Task Age(RecallHost run) => run.Host.Execute(
        "update queue_item set finished_at = finished_at - interval '5 minutes'; " +
        "update transcript_recall set through = through - interval '10 minutes'");

    private static Task<int> Sweep(RecallHost run) => run.Host.Grains.GetGrain<ILifelineGrain>("default/lifeline").Sweep();

    private static Task<int> Prune(RecallHost run) =>
        run.Host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune();
}
