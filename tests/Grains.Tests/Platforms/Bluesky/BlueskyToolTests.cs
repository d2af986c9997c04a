using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>The tools as an agent calls them, on the real network.</summary>
[Collection(NetworkSuite.Name)]
public sealed class BlueskyToolTests : IAsyncLifetime
{
    private BlueskyNetwork _network = null!;
    private PlatformHost _host = null!;
    private BlueskyPerson _account = null!;
    private BlueskyPerson _alice = null!;
    private string _agent = "";

    public async Task InitializeAsync()
    {
        if (await BlueskyNetwork.Unavailable is not null)
            return;
        _network = await BlueskyNetwork.Shared;
        _host = await PlatformHost.Start(
            ("Sanctum:Bluesky:PlcDirectory", _network.Plc.ToString()),
            ("Sanctum:Tools:FetchWebpage:AllowedNetworks:0", "127.0.0.0/8"));
        (_account, _alice) = (await BlueskyPerson.Join(_network, "agent"), await BlueskyPerson.Join(_network, "alice"));
        _agent = await _host.NewAgent();
        await _host.Grains.GetGrain<IPlatformAccountGrain>($"default/bluesky/{_agent}").Connect(
            new AccountConnection(_agent, NetworkAdapter.Credentials(_account.Did, BlueskyPerson.PasswordOf(_account.Handle))));
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [NetworkFact]
    public async Task A_thread_is_posted_with_mention_and_quote_and_taken_back()
    {
        var quoted = await _alice.Post("Something worth quoting.");
        await _network.Settle();
        var said = await Call(
            "create_new_bluesky_post", new { text = new[] { $"Look, @{_alice.Handle}!", "And more." }, quote = quoted.Uri });
        await _network.Settle();

        var uri = said["Posted as ".Length..^1];
        var first = (await _network.Thread(uri)).GetProperty("post");
        Assert.Equal(
            quoted.Uri, first.GetProperty("record").GetProperty("embed").GetProperty("record").GetProperty("uri").GetString());
        Assert.Equal(
            _alice.Did,
            first.GetProperty("record").GetProperty("facets")[0].GetProperty("features")[0].GetProperty("did").GetString());
        var second = Assert.Single(await _network.RepliesTo(uri));
        Assert.Equal("And more.", second.GetProperty("record").GetProperty("text").GetString());

        await Call("delete_bluesky_post", new { uri = second.GetProperty("uri").GetString() });
        await _network.Settle();
        Assert.Empty(await _network.RepliesTo(uri));
        Assert.Contains(
            "not the address of a record of this account", await Call("delete_bluesky_post", new { uri = quoted.Uri }),
            StringComparison.Ordinal);
    }

    [NetworkFact]
    public async Task Posts_are_answered_liked_and_reposted_and_people_followed()
    {
        var post = await _alice.Post("Anybody there?");
        await _network.Settle();
        await Call("reply_to_bluesky_post", new { uri = post.Uri, messages = new[] { "I am." } });
        await Call("react_to_bluesky_post", new { uri = post.Uri, reaction = "like" });
        await Call("react_to_bluesky_post", new { uri = post.Uri, reaction = "repost" });
        await Call("follow_bluesky_profile", new { handle = $"@{_alice.Handle}" });
        await _network.Settle();
        Assert.Equal(4L * BlueskyAdapter.PointsOfCreate, await _host.Scalar<long>("select sum(points) from platform_spending"));

        var shown = (await _network.Thread(post.Uri)).GetProperty("post");
        Assert.Equal((1, 1, 1), (shown.GetProperty("likeCount").GetInt32(), shown.GetProperty("repostCount").GetInt32(),
            shown.GetProperty("replyCount").GetInt32()));
        Assert.Contains(
            "followers: 1", await Call("research_bluesky_profile", new { handle = _alice.Handle }), StringComparison.Ordinal);
        Assert.Contains("I am.", await Call("get_bluesky_thread", new { uri = post.Uri }), StringComparison.Ordinal);
        Assert.Contains(
            "was deleted", await Call("reply_to_bluesky_post", new { uri = post.Uri + "x", messages = new[] { "?" } }),
            StringComparison.Ordinal);
    }

    [NetworkFact]
    public async Task Posts_and_people_are_found_and_an_article_is_published()
    {
        var word = $"wombat{Guid.NewGuid():N}";
        await _alice.Post($"The {word} digs.");
        await _network.Settle();
        Assert.Contains(
            $"The {word} digs.", await Call("search_bluesky_posts", new { query = word, max_results = 5 }),
            StringComparison.Ordinal);
        Assert.Equal("Nothing was found.", await Call("search_bluesky_posts", new { query = $"no{word}" }));
        Assert.Contains(
            $"The {word} digs.", await Call("research_bluesky_profile", new { handle = _alice.Handle }),
            StringComparison.Ordinal);

        var said = await Call("create_whitewind_blog_post", new { title = "On wombats", content = $"# {word}\n\nThey dig." });
        var key = said.Split('/')[^1].TrimEnd('.');
        Assert.Equal(
            $"# {word}\n\nThey dig.",
            (await _network.Record(_account.Did, "com.whtwnd.blog.entry", key)).GetProperty("content").GetString());
    }

    [NetworkFact]
    public async Task Images_are_fetched_and_shown()
    {
        await using var site = await LoopbackSite.Start("image/png", Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        var said = await Call(
            "create_new_bluesky_post",
            new { text = new[] { "A pixel." }, images = new[] { new { url = $"{site.Url}dot.png", alt = "One dot." } } });
        await _network.Settle();
        var embed = (await _network.Thread(said["Posted as ".Length..^1])).GetProperty("post").GetProperty("embed");
        Assert.Equal("One dot.", embed.GetProperty("images")[0].GetProperty("alt").GetString());
    }

    private Task<string> Call(string tool, object arguments) => _host.CallTool(_agent, tool, arguments);
}
