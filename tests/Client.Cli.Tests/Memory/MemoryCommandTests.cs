namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class MemoryCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Core_memory_is_shown_with_its_limits()
    {
        var agent = await gateway.CreateAgent();

        var shown = await gateway.Run("memory", "show", agent);
        var asJson = (await gateway.Run("memory", "show", agent, "--json")).Json();

        Assert.Contains($"{agent}-notes  12 of 1000 characters", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal("Nothing yet.", asJson["items"]![0]!.Text("value"));
        (await gateway.Run("memory", "show", "nobody-here")).ShouldEnd(4);
    }

    [Fact]
    public async Task Block_is_deleted()
    {
        var agent = await gateway.CreateAgent();

        (await gateway.Run("memory", "delete", agent, $"{agent}-notes", "--yes")).ShouldEnd(0);

        Assert.Empty((await gateway.Run("memory", "show", agent, "--json")).Json()["items"]!.AsArray());
        (await gateway.Run("memory", "delete", agent, $"{agent}-notes")).ShouldEnd(4);
    }

    [Fact]
    public async Task Block_is_written_up_to_its_limit()
    {
        var agent = await gateway.CreateAgent();

        var written = await gateway.RunWith("All quiet.", "memory", "write", agent, $"{agent}-notes", "-", "--limit", "20");
        var refused = await gateway.Run("memory", "write", agent, $"{agent}-notes", new string('a', 21), "--json");

        Assert.Contains("10 of 20 characters", written.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("20", refused.Problem(1).Text("detail"), StringComparison.Ordinal);
        var shown = (await gateway.Run("memory", "show", agent, "--json")).Json();
        Assert.Equal("All quiet.", shown["items"]![0]!.Text("value"));
    }

    [Fact]
    public async Task Versions_are_shown_undone_and_restored()
    {
        var agent = await gateway.CreateAgent();
        var label = $"{agent}-notes";
        (await gateway.RunWith("Nothing yet.\nAll quiet.", "memory", "write", agent, label, "-")).ShouldEnd(0);
        (await gateway.RunWith("Nothing yet.\nAll quiet.\nRain.", "memory", "write", agent, label, "-")).ShouldEnd(0);

        var list = (await gateway.Run("memory", "history", agent, label)).ShouldEnd(0).Out;
        var second = (await gateway.Run("memory", "history", agent, label, "--version", "2")).ShouldEnd(0).Out;
        var undone = (await gateway.Run("memory", "undo", agent, label, "2", "--json")).Json();
        var restored = (await gateway.Run("memory", "restore", agent, label, "1", "--json")).Json();

        Assert.Matches(@"VERSION +CHANGED +BY +CHANGE +CAUSE\s+3 .+ write +request\s+2 .+\s+1 .+ create +definition", list);
        Assert.Contains("+All quiet.", second, StringComparison.Ordinal);
        Assert.Equal(("Nothing yet.\nRain.", "Nothing yet."), (undone.Text("value"), restored.Text("value")));
        (await gateway.Run("memory", "undo", agent, label, "99")).ShouldEnd(4);
    }

    [Fact]
    public async Task Text_made_from_an_older_version_is_refused_with_both_texts()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Run("memory", "write", agent, $"{agent}-notes", "All quiet.")).ShouldEnd(0);

        var refused = (await gateway.Run("memory", "write", agent, $"{agent}-notes", "Rain.", "--version", "1")).ShouldEnd(5);

        Assert.Contains("the text now, version 2:", refused.Error, StringComparison.Ordinal);
        Assert.Contains("All quiet.", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Rain.", refused.Error, StringComparison.Ordinal);
    }
}
