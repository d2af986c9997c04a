using System.Collections.Immutable;
using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>As whom an agent's tools act, and whom they leave alone.</summary>
public sealed class BlueskyToolRuleTests : IAsyncLifetime
{
    private const string Post = "create_new_bluesky_post";
    private const string Reply = "reply_to_bluesky_post";
    private PlatformHost _host = null!;
    private LoopbackPds _pds = null!;
    private LoopbackAccount _second = null!;
    private string _agent = "";

    public async Task InitializeAsync()
    {
        _pds = await LoopbackPds.Start();
        _host = await PlatformHost.Start();
        _agent = await _host.NewAgent();
        await Connect(_pds.AddAccount("first"));
        await Connect(_second = _pds.AddAccount("second"));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _pds.DisposeAsync();
    }

    [Fact]
    public async Task A_turn_acts_as_the_account_that_it_came_in_by_and_as_no_other()
    {
        Assert.StartsWith(
            "Posted as at://did:plc:second/", await Asked(Post, new { text = new[] { "On my own." } }), StringComparison.Ordinal);
        Assert.StartsWith(
            "Posted as at://did:plc:second/", await Asked(Post, new { text = new[] { "As I." }, account = "second" }),
            StringComparison.Ordinal);
        Assert.Contains(
            "must be 'second'", await Asked(Post, new { text = new[] { "As another." }, account = "first" }),
            StringComparison.Ordinal);
        Assert.DoesNotContain(_pds.Records.Keys, uri => uri.StartsWith("at://did:plc:first/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Elsewhere_the_call_names_one_of_several_accounts()
    {
        Assert.Contains(
            "one of several: first, second", await _host.CallTool(_agent, Post, new { text = new[] { "As whom?" } }),
            StringComparison.Ordinal);
        Assert.Contains(
            "There is no", await _host.CallTool(_agent, Post, new { text = new[] { "As a stranger." }, account = "third" }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Posted as at://did:plc:second/", await _host.CallTool(
                _agent, Post, new { text = new[] { "As the second." }, account = "second" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_opted_out_or_is_ignored_is_not_replied_to()
    {
        var stopped = _pds.Mention(_second, "stop", "carol");
        var ignored = _pds.Mention(_second, "Look at me!", "mallory");
        var welcome = _pds.Mention(_second, "Anybody there?", "alice");
        await Eventually.True(
            async () => await _host.Scalar<long>("select count(*) from platform_profile where handle like '%.test'") == 3);

        Assert.Contains("asked not to be answered", await ReplyTo(stopped), StringComparison.Ordinal);
        Assert.Contains("never answered", await ReplyTo(ignored), StringComparison.Ordinal);
        Assert.StartsWith("Replied to @alice.test", await ReplyTo(welcome), StringComparison.Ordinal);
        Assert.All(_pds.Records.Values, record => Assert.Equal(welcome, (string?)record["value"]!["reply"]!["parent"]!["uri"]));
        Assert.Equal(3L, await _host.Scalar<long>("select coalesce(sum(points), 0) from platform_spending"));
    }

    [Fact]
    public async Task Who_opted_out_is_not_quoted_liked_mentioned_or_followed_either_and_the_refusal_costs_nothing()
    {
        var stopped = _pds.Mention(_second, "stop", "carol");
        await Eventually.True(async () => await _host.Scalar<long>("select count(*) from platform_profile where opted_out") == 1);

        string[] refused =
        [
            await AsSecond(Post, new { text = new[] { "Look!" }, quote = stopped, account = "second" }),
            await AsSecond("react_to_bluesky_post", new { uri = stopped, reaction = "like", account = "second" }),
            await AsSecond("react_to_bluesky_post", new { uri = stopped, reaction = "repost", account = "second" }),
            await AsSecond(Post, new { text = new[] { "Have you heard of @carol.test?" }, account = "second" }),
            await AsSecond("follow_bluesky_profile", new { handle = "@carol.test", account = "second" }),
        ];

        Assert.All(refused, answer => Assert.Contains("asked not to be answered", answer, StringComparison.Ordinal));
        Assert.Empty(_pds.Records);
        Assert.Equal(0L, await _host.Scalar<long>("select count(*) from platform_spending"));
        Assert.StartsWith(
            "Posted as", await AsSecond(Post, new { text = new[] { "Have you heard of @alice.test?" }, account = "second" }),
            StringComparison.Ordinal);
    }

    private Task<string> AsSecond(string tool, object arguments) => _host.CallTool(_agent, tool, arguments);

    private Task<string> ReplyTo(string uri) =>
        _host.CallTool(_agent, Reply, new { uri, messages = new[] { "Hello." }, account = "second" });

    /// <summary>What a tool says that is called because somebody mentions the second account.</summary>
    private async Task<string> Asked(string tool, object arguments)
    {
        var request = $"please {Guid.NewGuid()}";
        _host.Model.CallOn(request, tool, arguments);
        _pds.Mention(_second, request);
        return await _host.ToolResult(request);
    }

    private Task Connect(LoopbackAccount account) =>
        _host.Grains.GetGrain<IPlatformAccountGrain>($"default/bluesky/{account.Handle.Split('.')[0]}").Connect(
        new AccountConnection(
            _agent,
            new PlatformCredentials(
                ImmutableDictionary<string, string>.Empty.Add("identifier", account.Handle).Add("password", "password")),
            $$"""{"service":"{{_pds.Url}}"}""", """{"pollSeconds":0.05,"ignoredAuthors":["mallory.test"]}""",
            DateTimeOffset.UtcNow.AddMinutes(-5)));
}
