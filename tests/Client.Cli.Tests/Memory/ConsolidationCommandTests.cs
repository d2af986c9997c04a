namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class ConsolidationCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Proposals_are_shown_with_their_difference_accepted_and_rejected()
    {
        var agent = await gateway.CreateAgent("local/rules");
        (await gateway.Run("memory", "write", agent, "notes", "Likes tea.\nHas a dog.\nLikes tea.")).ShouldEnd(0);

        var shown = (await gateway.Run("memory", "consolidation", "start", agent)).ShouldEnd(0).Out;
        Assert.Contains("-Likes tea.", shown, StringComparison.Ordinal);
        Assert.Contains("open: It drops lines", shown, StringComparison.Ordinal);
        var list = (await gateway.Run("memory", "consolidation", "list", agent, "--json")).ShouldEnd(0).Json();
        var run = list["items"]![0]!.Text("id");
        Assert.Contains(
            run, (await gateway.Run("memory", "consolidation", "list", agent)).ShouldEnd(0).Out, StringComparison.Ordinal);

        (await gateway.Run("memory", "consolidation", "accept", agent, run)).ShouldEnd(2);
        var accepted = (await gateway.Run("memory", "consolidation", "accept", agent, run, "--all")).ShouldEnd(0).Out;
        Assert.Contains("applied by", accepted, StringComparison.Ordinal);
        (await gateway.Run("memory", "consolidation", "reject", agent, run, "notes")).ShouldEnd(5);
        (await gateway.Run("memory", "consolidation", "accept", agent, run, "notes", "none")).ShouldEnd(1);
        Assert.Contains(
            "applied", (await gateway.Run("memory", "consolidation", "show", agent, run)).ShouldEnd(0).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_change_is_said_and_the_plan_is_set_and_ended()
    {
        var agent = await gateway.CreateAgent("local/rules");

        Assert.Contains(
            "Nothing should change", (await gateway.Run("memory", "consolidation", "start", agent, "--apply")).ShouldEnd(0).Out,
            StringComparison.Ordinal);
        Assert.Contains(
            "604800s", (await gateway.Run("memory", "consolidation", "plan", agent, "--every", "7d")).ShouldEnd(0).Out,
            StringComparison.Ordinal);
        Assert.Contains(
            "ask", (await gateway.Run("memory", "consolidation", "plan", agent)).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await gateway.Run("memory", "consolidation", "plan", agent, "--end")).ShouldEnd(0);
        (await gateway.Run("memory", "consolidation", "plan", agent)).ShouldEnd(4);
        (await gateway.Run("memory", "consolidation", "plan", agent, "--end", "--every", "7d")).ShouldEnd(2);
    }
}
