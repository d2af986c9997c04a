using Sanctum.Testing;

namespace Sanctum.Tests.Platforms;

[Collection(SharedGateway.Name)]
public sealed class PlatformCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Platforms_are_listed_with_what_can_be_done_there()
    {
        var listed = await gateway.Run("platforms", "list", "--json");

        Assert.Contains(listed.Json()["items"]!.AsArray(), platform => platform!.Text("name") == "sandbox");
        Assert.Contains("needs no account", (await gateway.Run("platforms", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_are_listed_and_cleaned_up()
    {
        Assert.Empty((await gateway.Run("platforms", "sessions", "--state", "corrupted", "--json")).Json()["items"]!.AsArray());
        Assert.Equal(0, (await gateway.Run("platforms", "clean-sessions", "--json")).Json()["removed"]!.GetValue<int>());
        (await gateway.Run("platforms", "sessions", "--state", "lost")).ShouldEnd(2);
    }

    [Fact]
    public async Task A_platform_or_account_that_is_not_there_ends_with_4()
    {
        (await gateway.Run("platforms", "accounts", "nowhere")).ShouldEnd(4);
        (await gateway.Run("platforms", "show", "sandbox", "nobody")).ShouldEnd(4);
        (await gateway.Run("platforms", "pause", "sandbox", "nobody")).ShouldEnd(4);
        (await gateway.Run("platforms", "disconnect", "sandbox", "nobody")).ShouldEnd(4);
    }

    [Fact]
    public async Task An_account_is_connected_changed_paused_resumed_and_forgotten()
    {
        var agent = $"cli-{Guid.NewGuid():N}";
        using var files = new Folder();
        await gateway.Run("agents", "apply", "-f", files.WriteAgent(agent));
        string[] Verb(string verb, params string[] more) => ["platforms", verb, "sandbox", agent, "--json", .. more];

        var connected = await gateway.RunWith($$"""{"agent":"{{agent}}"}""", Verb("connect", "-f", "-"));
        Assert.Equal("active", connected.Json().Text("status"));
        var changed = await gateway.RunWith("""{"rules":{"requireMention":true}}""", Verb("change", "-f", "-"));
        Assert.True(changed.Json()["rules"]!["requireMention"]!.GetValue<bool>());
        Assert.Equal(0, (await gateway.Run(Verb("poll"))).Json()["waiting"]!.GetValue<int>());
        Assert.Equal("paused", (await gateway.Run(Verb("pause"))).Json().Text("status"));
        Assert.Equal("active", (await gateway.Run(Verb("resume"))).Json().Text("status"));
        Assert.Contains(
            agent, (await gateway.Run("platforms", "accounts", "sandbox")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await gateway.Run(Verb("validate-session"))).ShouldEnd(5);
        (await gateway.Run(Verb("disconnect"))).ShouldEnd(0);
        (await gateway.Run(Verb("show"))).ShouldEnd(4);
    }

    [Fact]
    public async Task A_remote_adapter_is_registered_and_forgotten()
    {
        var platform = $"p-{Guid.NewGuid():N}"[..16];
        const string Document = """{"baseUrl":"http://127.0.0.1:9/adapter","secret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz","operations":["search"]}""";

        var registered = await gateway.RunWith(Document, "platforms", "register", platform, "-f", "-", "--json");
        Assert.Equal("http://127.0.0.1:9/adapter", registered.Json()["remote"]!.Text("baseUrl").TrimEnd('/'));
        Assert.Contains(platform, (await gateway.Run("platforms", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await gateway.Run("platforms", "unregister", platform, "--json")).ShouldEnd(0);
        (await gateway.Run("platforms", "unregister", platform)).ShouldEnd(4);
        (await gateway.RunWith("{}", "platforms", "register", platform, "-f", "-")).ShouldEnd(1);
    }

    [Fact]
    public async Task A_platform_is_searched_and_one_that_cannot_do_something_ends_with_5()
    {
        Assert.Empty((await gateway.Run("platforms", "search", "sandbox", "anybody", "hello", "--limit", "3", "--json"))
            .Json()["items"]!.AsArray());
        Assert.Contains(
            "POST", (await gateway.Run("platforms", "search", "sandbox", "anybody", "hello")).ShouldEnd(0).Out,
            StringComparison.Ordinal);
        (await gateway.Run("platforms", "delete-post", "sandbox", "anybody", $"{Guid.NewGuid()}", "--yes")).ShouldEnd(0);
        (await gateway.Run("platforms", "thread", "sandbox", "anybody", "x")).ShouldEnd(5);
        (await gateway.Run("platforms", "person", "sandbox", "anybody", "bo")).ShouldEnd(5);
        (await gateway.Run("platforms", "person", "nowhere", "anybody", "bo")).ShouldEnd(4);
    }

    [Fact]
    public async Task A_post_by_hand_goes_out_once_for_its_id_and_is_found_there()
    {
        var (account, id) = ($"hand-{Guid.NewGuid():N}"[..20], $"{Guid.CreateVersion7()}");
        var first = (await gateway.Run("platforms", "post", "sandbox", account, "Hello, everybody.", "--id", id, "--json"))
            .ShouldEnd(0).Json();
        var again = (await gateway.RunWith(
            "Hello, everybody.", "platforms", "post", "sandbox", account, "-", "--id", id, "--json")).ShouldEnd(0).Json();

        Assert.Equal(first.Text("id"), again.Text("id"));
        await Eventually.True(async () => (await gateway.Run("platforms", "search", "sandbox", account, "everybody", "--json"))
            .Json()["items"]!.AsArray().Count == 1);
        (await gateway.Run("platforms", "post", "sandbox", account, "something else", "--id", id)).ShouldEnd(5);
        (await gateway.Run("platforms", "post", "sandbox", "another", "Hello, everybody.", "--id", id)).ShouldEnd(5);
        (await gateway.Run("platforms", "post", "sandbox", account, "hello", "--id", $"{Guid.NewGuid()}")).ShouldEnd(1);
        (await gateway.Run("platforms", "post", "nowhere", account, "hello")).ShouldEnd(4);
        (await gateway.Run("platforms", "post", "bluesky", account, "hello")).ShouldEnd(4);
        (await gateway.Run("platforms", "post", "sandbox", account, " ")).ShouldEnd(1);
        (await gateway.Run("platforms", "post", "sandbox", account, "hello", "--reply-context", "{")).ShouldEnd(2);
    }

    [Fact]
    public async Task An_account_is_connected_since_a_time_that_the_document_or_the_command_line_says_but_not_both()
    {
        var agent = $"cli-{Guid.NewGuid():N}";
        using var files = new Folder();
        await gateway.Run("agents", "apply", "-f", files.WriteAgent(agent));
        string[] Connect(string since) => ["platforms", "connect", "sandbox", agent, "-f", "-", "--since", since, "--json"];
        var document = $$"""{"agent":"{{agent}}"}""";

        (await gateway.RunWith(document, Connect("yesterday"))).ShouldEnd(2);
        (await gateway.RunWith($$"""{"agent":"{{agent}}","since":"2026-11-01T00:00:00Z"}""", Connect("2026-11-02T00:00:00Z")))
            .ShouldEnd(2);
        var connected = await gateway.RunWith(document, Connect("2026-11-02T08:00:00+02:00"));

        Assert.Equal(
            new DateTimeOffset(2026, 11, 2, 6, 0, 0, TimeSpan.Zero), connected.Json()["since"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_is_a_usage_error_and_a_wrong_field_is_named()
    {
        (await gateway.RunWith("{", "platforms", "connect", "sandbox", "x", "-f", "-")).ShouldEnd(2);
        var refused = await gateway.RunWith(
            """{"agent":"none","rules":{"pollSeconds":0}}""", "platforms", "connect", "sandbox", "x", "-f", "-");
        Assert.Contains("rules.pollSeconds", refused.Error, StringComparison.Ordinal);
    }
}
