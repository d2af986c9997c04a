using Sanctum.Testing;

namespace Sanctum.Tests.Policies;

/// <summary>Its documents are about posts to a platform that no other test has, so it may share its gateway.</summary>
[Collection(SharedGateway.Name)]
public sealed class PolicyCommandTests(RunningGateway gateway) : IDisposable
{
    private readonly Folder _files = new();
    private readonly string _name = $"cli-{Guid.NewGuid():N}";

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_document_is_set_shown_listed_rolled_back_and_deleted()
    {
        var file = _files.Write("policy.yaml", Document("one"));
        Assert.Equal(1, (await gateway.Run("policies", "set", _name, "-f", file, "--json")).Json()["version"]!.GetValue<int>());
        var changed = _files.Write("changed.yaml", Document("two"));
        Assert.Matches("Version +2,", (await gateway.Run("policies", "set", _name, "-f", changed)).ShouldEnd(0).Out);

        Assert.Contains("reason: two", (await gateway.Run("policies", "show", _name)).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(
            "reason: one", (await gateway.Run("policies", "show", _name, "--version", "1")).ShouldEnd(0).Out,
            StringComparison.Ordinal);
        Assert.Contains(_name, (await gateway.Run("policies", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal(
            3, (await gateway.Run("policies", "rollback", _name, "1", "--json")).Json()["version"]!.GetValue<int>());
        (await gateway.Run("policies", "delete", _name)).ShouldEnd(0);

        Assert.Contains(
            "(deleted)", (await gateway.Run("policies", "versions", _name)).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.DoesNotContain(_name, (await gateway.Run("policies", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await gateway.Run("policies", "show", _name)).ShouldEnd(4);
    }

    [Fact]
    public async Task A_document_that_is_none_is_refused_with_its_lines()
    {
        var file = _files.Write("policy.yaml", "rules:\n  - name: one\n    actions: [shout]\n    reason: no.\n");

        var refused = await gateway.Run("policies", "set", _name, "-f", file);

        Assert.NotEqual(0, refused.Code);
        Assert.Contains("line 3", refused.Error, StringComparison.Ordinal);
        Assert.Contains("'shout' is not one of", refused.Error, StringComparison.Ordinal);
    }

    // The smallest that WebAssembly allows; the gateway says what it lacks as a policy.
    [Theory]
    [InlineData("actions: [publish.post]\nentrypoint: a\n")]
    [InlineData("""{"actions":["publish.post"],"entrypoint":"a"}""")]
    public async Task A_module_is_sent_with_its_document(string document)
    {
        var file = _files.Write("policy.yaml", document);
        var module = _files.Write("policy.wasm", "\0asm\u0001\0\0\0");

        var refused = await gateway.Run("policies", "set", _name, "-f", file, "--wasm", module);

        Assert.NotEqual(0, refused.Code);
        Assert.Contains("does not import the memory 'env.memory'", refused.Error, StringComparison.Ordinal);
        (await gateway.Run("policies", "set", _name, "-f", file, "--wasm", "nothing.wasm")).ShouldEnd(2);
    }

    [Fact]
    public async Task A_question_is_answered()
    {
        (await gateway.Run("policies", "set", _name, "-f", _files.Write("policy.yaml", Document("no cli.")))).ShouldEnd(0);

        var post = $$$"""{"post":{"platform":"{{{_name}}}","text":"hi"}}""";
        await Eventually.Get(
            async () => (await gateway.Run("policies", "check", "publish.post", "ada", "--with", post, "--json")).Json(),
            answer => !answer["allowed"]!.GetValue<bool>());
        var shown = (await gateway.Run("policies", "check", "publish.post", "ada", "--with", post)).ShouldEnd(0).Out;

        Assert.Matches("Refused by +documents", shown);
        Assert.Contains("no cli.", shown, StringComparison.Ordinal);
        (await gateway.Run("policies", "check", "publish.post", "ada", "--with", "[]")).ShouldEnd(2);
        (await gateway.Run("policies", "delete", _name)).ShouldEnd(0);
    }

    private string Document(string reason) =>
        $"rules:\n  - name: one\n    actions: [publish.post]\n    when: post.platform == '{_name}'\n    reason: {reason}\n";
}
