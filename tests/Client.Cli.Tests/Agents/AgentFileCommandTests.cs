namespace Sanctum.Tests.Agents;

[Collection(SharedGateway.Name)]
public sealed class AgentFileCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Agent_is_exported_and_imported_under_another_name()
    {
        using var folder = new Folder();
        var (agent, file) = (await gateway.CreateAgent(), folder.PathOf("ada.agent.jsonl"));
        (await gateway.Run("memory", "insert", agent, "Bob likes tea.")).ShouldEnd(0);

        var exported = (await gateway.Run("agents", "export", agent, "-o", file)).ShouldEnd(0);
        var imported = (await gateway.Run("agents", "import", file, "--as", $"{agent}-copy")).ShouldEnd(0);

        Assert.Contains("bytes", exported.Error, StringComparison.Ordinal);
        Assert.Contains($"{agent}-copy", imported.Out, StringComparison.Ordinal);
        Assert.Equal([Path.GetFileName(file)], Directory.GetFiles(folder.PathOf(".")).Select(Path.GetFileName));
        var shown = (await gateway.Run("memory", "show", $"{agent}-copy", "--json")).Json();
        Assert.Equal(
            ($"{agent}-copy-notes", "Nothing yet."),
            (shown["items"]![0]!.Text("label"), shown["items"]![0]!.Text("value")));
    }

    [Fact]
    public async Task Existing_name_and_existing_file_are_refused()
    {
        using var folder = new Folder();
        var (agent, file) = (await gateway.CreateAgent(), folder.PathOf("ada.agent.jsonl"));
        (await gateway.Run("agents", "export", agent, "-o", file, "--json")).ShouldEnd(0);

        var refused = (await gateway.Run("agents", "import", file)).ShouldEnd(5);

        Assert.Contains("--as", refused.Error, StringComparison.Ordinal);
        (await gateway.Run("agents", "export", agent, "-o", file)).ShouldEnd(2);
        (await gateway.Run("agents", "export", "nobody-here", "-o", folder.PathOf("other"))).ShouldEnd(4);
        (await gateway.Run("agents", "import", folder.PathOf("other"))).ShouldEnd(2);
    }

    [Fact]
    public async Task File_that_was_altered_is_refused_also_with_trust()
    {
        using var folder = new Folder();
        var (agent, file) = (await gateway.CreateAgent(), folder.PathOf("ada.agent.jsonl"));
        (await gateway.Run("agents", "export", agent, "-o", file)).ShouldEnd(0);
        folder.Write(
            "altered.jsonl", (await File.ReadAllTextAsync(file)).Replace("Nothing", "Something", StringComparison.Ordinal));

        var refused = await gateway.Run(
            "agents", "import", folder.PathOf("altered.jsonl"), "--as", $"{agent}-altered", "--trust", "--json");

        Assert.Contains("signature", refused.Problem(1).ToJsonString(), StringComparison.Ordinal);
        (await gateway.Run("agents", "show", $"{agent}-altered")).ShouldEnd(4);
    }

    [Theory]
    [InlineData("none/ada.agent.jsonl")]
    [InlineData("")]
    public async Task File_that_cannot_be_written_is_refused_before_the_export_begins(string name)
    {
        using var folder = new Folder();
        var agent = await gateway.CreateAgent();

        var refused = (await gateway.Run(
            "agents", "export", agent, "-o", name.Length == 0 ? "" : folder.PathOf(name), "--json")).Problem(2);

        Assert.Contains(name.Length == 0 ? "--output" : "none", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Empty((await gateway.Get($"/v1/agents/{agent}/exports"))["items"]!.AsArray());
    }
}
