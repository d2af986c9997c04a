using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Platforms;
using Sanctum.Testing;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Policies;

/// <summary>What policy documents do to acts, on a silo and a platform of the test's own: they hold for everybody.</summary>
public sealed class PolicyGrainTests : IAsyncLifetime
{
    private PlatformHost _host = null!;

    public async Task InitializeAsync() => _host = await PlatformHost.Start();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private IPolicyGrain Policies => _host.Grains.GetGrain<IPolicyGrain>("default/policies");

    [Fact]
    public async Task Versions_are_added_rolled_back_and_deleted_and_survive_a_restart()
    {
        const string First = "rules: [ { name: a, actions: [tool.execute], reason: one. } ]";
        const string Second = "rules: [ { name: a, actions: [tool.execute], reason: two. } ]";
        Assert.Equal(1, (await Policies.Put("p", First, expectedVersion: 0)).Version);
        Assert.Equal(1, (await Policies.Put("p", First, expectedVersion: null)).Version);
        Assert.Equal(2, (await Policies.Put("p", Second, expectedVersion: 1)).Version);
        await Assert.ThrowsAsync<ConflictException>(() => Policies.Put("p", First, expectedVersion: 1));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Policies.Put("p", "rules: 3", expectedVersion: null));

        var back = await Policies.Restore("p", 1);
        Assert.Equal((3, First), (back.Version, back.Document));
        await Policies.Delete("p", expectedVersion: 3);
        await Assert.ThrowsAsync<NotFoundException>(() => Policies.Get("p", version: null));
        await Assert.ThrowsAsync<NotFoundException>(() => Policies.Restore("p", 4));
        await Assert.ThrowsAsync<NotFoundException>(() => Policies.Delete("p", expectedVersion: null));

        await _host.Restart();

        Assert.Empty(await Policies.List());
        Assert.Equal([4, 3, 2, 1], (await Policies.ListVersions("p", before: null, 10)).Select(version => version.Version));
        Assert.Equal(Second, (await Policies.Get("p", 2)).Document);
        Assert.Equal(5, (await Policies.Restore("p", 2)).Version);
        Assert.Equal(Second, Assert.Single(await Policies.List()).Document);
    }

    [Fact]
    public async Task At_most_100_documents_are_in_force()
    {
        const string Document = "rules: [ { name: a, actions: [publish.post], effect: allow } ]";
        foreach (var i in Enumerable.Range(0, 100))
            await Policies.Put($"p{i}", Document, expectedVersion: null);

        var refusal = await Assert.ThrowsAsync<InvalidRequestException>(() => Policies.Put("one-more", Document, null));

        Assert.Contains("100 documents", refusal.Message, StringComparison.Ordinal);
        await Policies.Delete("p7", expectedVersion: null);
        Assert.Equal(1, (await Policies.Put("one-more", Document, null)).Version);
    }

    [Fact]
    public async Task A_module_decides_about_the_calls_of_tools_also_after_a_restart_until_it_is_deleted()
    {
        var agent = await _host.NewAgent();
        await Policies.Put("module", OpaModule.Document(), expectedVersion: null);
        await Eventually.True(async () => (await _host.Part<PolicyDocuments>().Of("default")).Length == 1);

        var denied = await Policies.Check(new PolicyQuestion("tool.execute", agent, "shell", "{}"));
        var ran = await _host.CallTool(agent, "calculate", new { expression = "2 + 2" });
        await _host.Restart();
        var deniedAgain = await Policies.Check(new PolicyQuestion("tool.execute", agent, "shell", "{}"));
        await Policies.Delete("module", expectedVersion: null);

        Assert.Equal(new PolicyAnswer(false, "documents", "no shell.", false), denied);
        Assert.EndsWith("4", ran, StringComparison.Ordinal);
        Assert.Equal(denied, deniedAgain);
        await Eventually.True(
            async () => (await Policies.Check(new PolicyQuestion("tool.execute", agent, "shell", "{}"))).Source != "documents");
    }

    [Fact]
    public async Task At_most_10_modules_are_in_force_and_each_can_be_replaced()
    {
        foreach (var i in Enumerable.Range(0, 10))
            await Policies.Put($"m{i}", OpaModule.Document(), expectedVersion: null);

        var refusal = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Policies.Put("one-more", OpaModule.Document(), null));

        Assert.Contains("10 documents with modules", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await Policies.Put("m3", OpaModule.Document("undefined"), null)).Version);
        Assert.Equal(1, (await Policies.Put(
            "rules", "rules: [ { name: a, actions: [publish.post], effect: allow } ]", null)).Version);
    }

    [Fact]
    public async Task A_turn_that_is_denied_ends_with_the_reason_without_a_model_and_is_audited()
    {
        var account = await _host.Connect();
        await Put("conversation.send", "has(agent.model)", "closed today.");

        var ended = await _host.Ended(account, _host.Platform.Notify(account, "hello"));

        Assert.Equal(("no_reply", StopReasons.Denied), ended);
        Assert.Empty(_host.Model.Asked);
        Assert.Empty(_host.Platform.Posts);
        Assert.Contains("closed today.", await Audited("conversation.send"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_is_denied_by_its_arguments_and_runs_with_others()
    {
        var agent = await _host.NewAgent();
        await Put("tool.execute", "tool.name == 'calculate' && tool.arguments.expression.contains('7')", "no sevens.");

        var denied = await _host.CallTool(agent, "calculate", new { expression = "7 + 1" });

        Assert.Contains("no sevens.", denied, StringComparison.Ordinal);
        Assert.EndsWith("4", await _host.CallTool(agent, "calculate", new { expression = "2 + 2" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_memory_is_denied_by_its_text_nothing_is_written_and_it_is_audited()
    {
        var agent = await _host.NewAgent();
        var memory = _host.Grains.GetGrain<IMemoryGrain>($"default/{agent}");
        await Put("memory.write", "memory.text.contains('password')", "no passwords.");

        var denied = await Assert.ThrowsAsync<PolicyDeniedException>(() => memory.Edit(
            new MemoryEdit("1", "notes", MemoryEditKind.Write, "the password is tea", null, agent)));
        await memory.Edit(new MemoryEdit("2", "notes", MemoryEditKind.Write, "tea", null, agent));

        Assert.Equal("no passwords.", denied.Reason);
        Assert.Equal("tea", (await memory.Find("notes"))!.Value);
        var audited = await Audited("memory.write");
        Assert.Contains("no passwords.", audited, StringComparison.Ordinal);
        Assert.DoesNotContain("is tea", audited, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("update")]
    [InlineData("tools")]
    [InlineData("retire")]
    [InlineData("restore")]
    public async Task A_change_of_an_agent_is_denied_by_its_kind(string kind)
    {
        var present = await _host.NewAgent();
        var agent = _host.Grains.GetGrain<IAgentGrain>($"default/{present}");
        if (kind == "restore")
            await agent.Retire();
        var before = await agent.Get();
        await Put("agent.change", $"change.kind == '{kind}'", "not now.");
        var changed = before.Definition with { Description = "Changed." };
        var other = _host.Grains.GetGrain<IAgentGrain>("default/other");

        var act = kind switch
        {
            "create" => other.Create(before.Definition with { Name = "other" }),
            "update" => agent.Update(changed, expectedVersion: null),
            "tools" => agent.UnregisterTools(new ToolSelection { All = true }),
            "retire" => agent.Retire(),
            _ => agent.Restore(),
        };

        Assert.Equal("not now.", (await Assert.ThrowsAsync<PolicyDeniedException>(() => act)).Reason);
        Assert.Equal(before.Version, (await agent.Get()).Version);
    }

    [Fact]
    public async Task A_post_that_is_denied_is_parked_with_the_reason_and_is_not_sent()
    {
        var account = await _host.Connect();
        await Put("publish.post", "post.platform == 'scripted' && post.text.contains('secret')", "no secrets.");

        await _host.Ended(account, _host.Platform.Notify(account, "secret"));
        await Eventually.True(async () => await _host.Scalar<long>("select count(*) from outbox where status = 'error'") == 1);
        await _host.Ended(account, _host.Platform.Notify(account, "hello"));
        await Eventually.True(() => Task.FromResult(!_host.Platform.Posts.IsEmpty));

        Assert.Contains("hello", Assert.Single(_host.Platform.Posts).Text, StringComparison.Ordinal);
        Assert.Equal(
            "publish.post is denied: no secrets.",
            await _host.Scalar<string>("select last_error from outbox where status = 'error'"));
        Assert.Contains("no secrets.", await Audited("publish.post"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_that_cannot_be_decided_waits_and_goes_out_when_it_can()
    {
        var account = await _host.Connect();
        await Put("publish.post", "post.mood == 'good'", "bad mood.");

        await _host.Ended(account, _host.Platform.Notify(account, "hello"));
        await Eventually.True(async () => await _host.Scalar<long>(
            "select count(*) from outbox where status = 'pending' and last_error like '%could not be evaluated%'") == 1);
        Assert.Empty(_host.Platform.Posts);
        await Policies.Delete("test", expectedVersion: null);

        await Eventually.True(() => Task.FromResult(_host.Platform.Posts.Count == 1));
    }

    [Fact]
    public async Task A_question_is_answered_without_an_act()
    {
        var agent = await _host.NewAgent();
        await Put("tool.execute", "tool.name == 'shell'", "no shell.");

        var denied = await Policies.Check(new PolicyQuestion("tool.execute", agent, "shell", "{}"));
        var allowed = await Policies.Check(new PolicyQuestion("tool.execute", agent, "calculate", "{}"));

        Assert.Equal(new PolicyAnswer(false, "documents", "no shell.", false), denied);
        Assert.True(allowed.Allowed);
        await Assert.ThrowsAsync<NotFoundException>(() => Policies.Check(new PolicyQuestion("tool.execute", "nobody")));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Policies.Check(new PolicyQuestion("tool.paint", agent)));
    }

    // What this process has read is what its acts go by.
    private async Task Put(string action, string when, string reason)
    {
        await Policies.Put(
            "test", $$"""rules: [ { name: a, actions: [{{action}}], when: "{{when}}", reason: "{{reason}}" } ]""", null);
        await Eventually.True(async () => (await _host.Part<PolicyDocuments>().Of("default")).Length == 1);
    }

    private async Task<string> Audited(string action) =>
        Assert.Single(await _host.Grains.GetGrain<IAuditGrain>("default/audit").List(
            new AuditQuery(action, null, null, null, null, null, OldestFirst: false, 10))).Details;
}
