using Sanctum.Testing;

namespace Sanctum.Tests.Approvals;

/// <summary>Its documents are about agents that no other test has, so it may share its gateway.</summary>
[Collection(SharedGateway.Name)]
public sealed class ApprovalCommandTests(RunningGateway gateway) : IDisposable
{
    private readonly Folder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task What_waits_is_listed_shown_approved_and_denied()
    {
        var agent = await gateway.CreateAgent();
        await Ask(agent);
        var first = await Run(agent, "1 + 1");
        var second = await Run(agent, "2 + 2");

        var pending = await gateway.Run("approvals", "list", "--agent", agent, "--state", "pending");
        Assert.Contains(first, pending.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await gateway.Run("approvals", "list", "--agent", agent, "--action", "tool.execute", "--json"))
            .Json()["items"]!.AsArray().Count);
        Assert.Matches("Arguments +.*1 \\+ 1", (await gateway.Run("approvals", "show", first)).ShouldEnd(0).Out);
        Assert.Matches("State +approved", (await gateway.Run("approvals", "approve", first)).ShouldEnd(0).Out);
        var denied = (await gateway.Run("approvals", "deny", second, "--note", "Not today.", "--json")).Json();

        Assert.Equal(("denied", "Not today."), (denied.Text("state"), denied.Text("note")));
        (await gateway.Run("approvals", "approve", second)).ShouldEnd(5);
        (await gateway.Run("approvals", "show", $"{Guid.CreateVersion7()}")).ShouldEnd(4);
        (await gateway.Run("approvals", "list", "--state", "open")).ShouldEnd(2);
    }

    private async Task Ask(string agent)
    {
        var file = _files.Write("policy.yaml", $$"""
            rules: [ { name: a, actions: [tool.execute], when: "agent.id == '{{agent}}'", effect: ask, reason: it is dear. } ]
            """);
        (await gateway.Run("policies", "set", $"ask-{agent}", "-f", file)).ShouldEnd(0);
        await Eventually.Get(
            async () => (await gateway.Run(
                "policies", "check", "tool.execute", agent, "--with", """{"tool":"calculate"}""", "--json")).Json(),
            answer => answer["approval"] is not null);
    }

    private async Task<string> Run(string agent, string expression)
    {
        var waiting = await gateway.Run(
            "tools", "run", "calculate", $$"""{"expression":"{{expression}}"}""", "--agent", agent, "--wait", "1ms");
        Assert.Contains("runs once approval", waiting.ShouldEnd(7).Error, StringComparison.Ordinal);
        return (await gateway.Run("approvals", "list", "--agent", agent, "--json")).Json()["items"]!.AsArray()
            .Single(item => item!["arguments"]!.Text("expression") == expression)!.Text("id");
    }
}
