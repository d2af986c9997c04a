namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class SharedCommandTests(RunningGateway gateway)
{
    private readonly string _label = $"rules-{Guid.NewGuid():N}";

    [Fact]
    public async Task Block_is_created_changed_and_its_versions_shown_undone_and_restored()
    {
        var created = await Run("create", _label, "Be brief.", "--description", "What all keep to.");
        (await Run("append", _label, "No jokes.")).ShouldEnd(0);
        var written = await gateway.RunWith("Be brief.\nNo jokes.\nBe kind.", "memory", "shared", "write", _label, "-");

        Assert.Contains("9 of 5000 characters, version 1", created.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("Be kind.", written.ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("create", _label, "Mine.")).ShouldEnd(5);
        var second = await Run("history", _label, "--version", "2");
        Assert.Contains("+No jokes.", second.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Matches(@"3 .+ write +request\s+2 .+ append +request", (await Run("history", _label)).ShouldEnd(0).Out);
        var undone = (await Run("undo", _label, "2", "--json")).Json();
        var restored = (await Run("restore", _label, "1", "--json")).Json();
        Assert.Equal(("Be brief.\nBe kind.", "Be brief."), (undone.Text("value"), restored.Text("value")));
        Assert.Contains(_label, (await Run("list", "--limit", "200")).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("Be brief.", (await Run("show", _label)).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("delete", _label, "--yes")).ShouldEnd(0);
        (await Run("show", _label)).ShouldEnd(4);
    }

    [Fact]
    public async Task Block_is_shared_with_an_agent_and_no_part_of_its_backup()
    {
        var agent = await gateway.CreateAgent();
        (await Run("create", _label, "Be brief.")).ShouldEnd(0);

        var shared = await Run("share", _label, agent, "--right", "append");

        Assert.Contains("append", shared.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(agent, (await Run("share", _label)).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(
            "shared: append", (await gateway.Run("memory", "show", agent)).ShouldEnd(0).Out, StringComparison.Ordinal);
        var backup = (await gateway.Run("agents", "backup", agent)).ShouldEnd(0).Out;
        Assert.DoesNotContain(_label, backup, StringComparison.Ordinal);
        (await Run("unshare", _label, agent)).ShouldEnd(0);
        Assert.DoesNotContain(_label, (await gateway.Run("memory", "show", agent)).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("share", _label, agent, "--right", "everything")).ShouldEnd(2);
        var nobody = (await Run("share", _label, "--right", "append")).ShouldEnd(2);
        Assert.Contains("--right is the right of an agent: name the agent", nobody.Error, StringComparison.Ordinal);
    }

    private Task<Ended> Run(params string[] arguments) => gateway.Run(["memory", "shared", .. arguments]);
}
