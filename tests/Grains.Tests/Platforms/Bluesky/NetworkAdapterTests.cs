using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>The adapter against the official PDS and AppView.</summary>
[Collection(NetworkSuite.Name)]
public sealed class NetworkAdapterTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly JsonElement NoSettings = JsonElement.Parse("{}");

    [NetworkFact]
    public async Task A_mention_is_found_answered_once_and_seen_in_its_thread()
    {
        var (network, adapter, agent, account, alice) = await Meet();
        var start = DateTimeOffset.UtcNow.AddMinutes(-1);
        var post = await alice.Post($"{Corpus.Family} cafe\u0301 @{agent.Handle} שלום?", agent);
        await network.Settle();

        var page = await adapter.PollAsync(account, null, start, None);
        var mention = Assert.Single(page.Notifications, found => found.Id == post.Uri);
        Assert.Equal(
            (NotificationKind.Mention, alice.Did, true, false),
            (mention.Kind, mention.Author.Id, mention.MentionsAccount, mention.IsOwn));
        Assert.Empty((await adapter.PollAsync(account, page.Cursor, start, None)).Notifications);
        await adapter.MarkSeenAsync(account, page.Cursor!, None);

        var notification = new Turns.Notification(
            mention.Id, "s", BlueskyAdapter.Name, "test", "x", mention.Text, Turns.QueuePriority.Normal, mention.OccurredAt,
            mention.ReplyContext);
        Assert.False(await adapter.HasAnsweredAsync(account, notification, None));
        var reply = NetworkAdapter.NewPost($"Hello @{alice.Handle} 👍🏽", mention.ReplyContext);
        var first = await adapter.PostAsync(account, reply, None);
        // Whatever was lost here, the same post is not answered twice: not by a repeat, not in other words.
        Assert.Equal(first.PostId, (await adapter.PostAsync(account, reply, None)).PostId);
        Assert.Equal(
            first.PostId,
            (await adapter.PostAsync(account, NetworkAdapter.NewPost("In other words.", mention.ReplyContext), None)).PostId);
        Assert.True(await adapter.HasAnsweredAsync(account, notification, None));

        await network.Settle();
        var shown = Assert.Single(await network.RepliesTo(post.Uri));
        Assert.Equal(agent.Did, shown.GetProperty("author").GetProperty("did").GetString());
        Assert.Equal(
            alice.Did,
            shown.GetProperty("record").GetProperty("facets")[0].GetProperty("features")[0].GetProperty("did").GetString());
    }

    [NetworkFact]
    public async Task A_long_answer_is_a_thread_under_the_post_and_goes_on_where_it_was_cut_off()
    {
        var (network, adapter, agent, account, alice) = await Meet();
        var post = await alice.Post($"@{agent.Handle} tell me more", agent);
        var answer = string.Join(' ', Enumerable.Range(0, 200).Select(number => Corpus.Words[number % Corpus.Words.Length]));
        var context = new ReplyContext(
            new StrongRef(post.Uri, post.Cid), new StrongRef(post.Uri, post.Cid), DateTimeOffset.UtcNow);
        await network.Settle();
        var reply = NetworkAdapter.NewPost(answer, context.ToJson());

        var receipt = await adapter.PostAsync(account, reply, None);
        // As if the process had died behind the first record of the thread.
        foreach (var number in Enumerable.Range(1, 2))
        {
            var key = RecordKey.Derive(ThreadWriter.CauseOfReply(context), context.At, number);
            await adapter.DeleteAsync(account, $"at://{agent.Did}/app.bsky.feed.post/{key}", None);
        }
        Assert.Equal(receipt.PostId, (await adapter.PostAsync(account, reply, None)).PostId);

        await network.Settle();
        var thread = (await adapter.ReadThreadAsync(account, post.Uri, None))!;
        var parts = PostSplitter.Split(answer, PostLimit.Post);
        Assert.True(parts.Count > 2);
        Assert.Equal(
            parts.Select(part => part.Text).Prepend($"@{agent.Handle} tell me more"), thread.Posts.Select(found => found.Text));
        Assert.Equal(
            thread.Posts.Take(parts.Count).Select(found => found.Id), thread.Posts.Skip(1).Select(found => found.ParentId!));
    }

    [NetworkFact]
    public async Task The_server_counts_graphemes_as_we_do()
    {
        var (_, adapter, _, account, _) = await Meet();
        foreach (var word in Corpus.Words)
        {
            var full = PostSplitter.Split(string.Concat(Enumerable.Repeat($"{word} ", 400)), PostLimit.Post)[0].Text;
            await adapter.PostAsync(account, NetworkAdapter.NewPost(full), None);
        }
    }

    [NetworkFact]
    public async Task Posts_that_cannot_be_answered_are_refused_for_good_and_say_why()
    {
        var (network, adapter, agent, account, alice) = await Meet();
        var bob = await BlueskyPerson.Join(network, "bob");
        var deleted = await alice.Post($"@{agent.Handle} soon gone", agent);
        var blocked = await bob.Post($"@{agent.Handle} and off", agent);
        await alice.Delete(deleted);
        await bob.Block(agent.Did);
        await network.Settle();

        Assert.Contains("was deleted", (await Refused(deleted)).Message, StringComparison.Ordinal);
        Assert.Contains("blocks this account", (await Refused(blocked)).Message, StringComparison.Ordinal);

        async Task<DependencyException> Refused(PostRef post)
        {
            var reference = new StrongRef(post.Uri, post.Cid);
            var context = new ReplyContext(reference, reference, DateTimeOffset.UtcNow).ToJson();
            var refusal = await Assert.ThrowsAsync<DependencyException>(
                () => adapter.PostAsync(account, NetworkAdapter.NewPost("hi", context), None));
            Assert.Equal(ErrorClass.Permanent, refusal.Class);
            return refusal;
        }
    }

    [NetworkFact]
    public async Task Sessions_are_refreshed_and_an_ended_one_is_told_apart_from_a_wrong_password()
    {
        var network = await BlueskyNetwork.Shared;
        var agent = await BlueskyPerson.Join(network, "agent");
        var adapter = new NetworkAdapter(network).Adapter;
        var wrong = await Assert.ThrowsAsync<DependencyException>(
            () => adapter.LogInAsync(NetworkAdapter.Credentials(agent.Did, "wrong"), NoSettings, None));
        Assert.Equal(ErrorClass.Permanent, wrong.Class);
        Assert.Equal(ErrorClass.Permanent, (await Assert.ThrowsAsync<DependencyException>(() =>
            adapter.LogInAsync(NetworkAdapter.Credentials("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "x"), NoSettings, None))).Class);

        var session = await adapter.LogInAsync(
            NetworkAdapter.Credentials(agent.Did, BlueskyPerson.PasswordOf(agent.Handle)), NoSettings, None);
        Assert.True(session.ExpiresAt > DateTimeOffset.UtcNow);
        var fresh = await adapter.RefreshAsync(session, NoSettings, None);
        Assert.Equal((agent.Did, false), (fresh.Subject, fresh.RefreshToken == session.RefreshToken));
        var stale = new PlatformAccount(
            "default", "bluesky", "test", NoSettings, fresh with { AccessToken = fresh.AccessToken[..^3] + "xyz" });
        await Assert.ThrowsAsync<SessionExpiredException>(() => adapter.ReadProfileAsync(stale, agent.Handle, None));
        await Assert.ThrowsAsync<SessionExpiredException>(
            () => adapter.RefreshAsync(fresh with { RefreshToken = fresh.AccessToken }, NoSettings, None));
    }

    [NetworkFact]
    public async Task Handles_may_change_on_both_sides()
    {
        var (network, adapter, agent, account, alice) = await Meet();
        var start = DateTimeOffset.UtcNow.AddMinutes(-1);
        var post = await alice.Post($"@{agent.Handle} before", agent);
        await network.Settle();
        var mention = Assert.Single((await adapter.PollAsync(account, null, start, None)).Notifications);
        var handle = $"other{Guid.NewGuid():N}"[..14] + ".test";
        await alice.Rename($"anna{Guid.NewGuid():N}"[..14] + ".test");
        await agent.Rename(handle);

        // The session goes on, knows the new name after a refresh, and the new name logs in too.
        await adapter.PostAsync(account, NetworkAdapter.NewPost("answered", mention.ReplyContext), None);
        var renewed = await adapter.RefreshAsync(account.Session!, NoSettings, None);
        Assert.Equal((agent.Did, handle), (renewed.Subject, renewed.Values["handle"]));
        Assert.Equal(agent.Did, (await adapter.LogInAsync(
            NetworkAdapter.Credentials(handle, BlueskyPerson.PasswordOf(agent.Handle)), NoSettings, None)).Subject);
        var old = await Assert.ThrowsAsync<DependencyException>(
            () => adapter.LogInAsync(NetworkAdapter.Credentials(agent.Handle, "any"), NoSettings, None));
        Assert.Equal(ErrorClass.Permanent, old.Class);
        await network.Settle();
        Assert.Single(await network.RepliesTo(post.Uri));
    }

    [NetworkFact]
    public async Task People_and_posts_are_found()
    {
        var (network, adapter, _, account, alice) = await Meet();
        var word = $"quokka{Guid.NewGuid():N}";
        var post = await alice.Post($"A {word} is a marsupial.");
        await network.Settle();

        Assert.Equal(post.Uri, Assert.Single(await adapter.SearchAsync(account, new PostQuery(word), None)).Id);
        Assert.Equal(alice.Did, (await adapter.ReadProfileAsync(account, $"@{alice.Handle}", None))!.Author.Id);
        Assert.Null(await adapter.ReadProfileAsync(account, "nobody-at-all.test", None));
    }

    private static async Task<(BlueskyNetwork Network, BlueskyAdapter Adapter, BlueskyPerson Agent, PlatformAccount Account,
        BlueskyPerson Alice)> Meet()
    {
        var network = await BlueskyNetwork.Shared;
        var agent = await BlueskyPerson.Join(network, "agent");
        var test = new NetworkAdapter(network);
        return (network, test.Adapter, agent, await test.LogIn(agent), await BlueskyPerson.Join(network, "alice"));
    }
}
