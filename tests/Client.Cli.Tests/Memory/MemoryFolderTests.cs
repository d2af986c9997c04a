using System.Text.Json.Nodes;

namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class MemoryFolderTests(RunningGateway gateway)
{
    [Fact]
    public async Task What_is_pulled_is_a_file_a_block_and_pushing_it_changes_nothing()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent(
            "First line.\n\n---\nnot: the end\r\n😀\u2028end\n\n", "What \"Bob\" likes: tea # always");

        (await gateway.Run("memory", "pull", agent, folder.PathOf("blocks"))).ShouldEnd(0);
        var pushed = await Push(agent, folder.PathOf("blocks"), 0);

        Assert.Equal(
            $"---\nlabel: {label}\ndescription: \"What \\\"Bob\\\" likes: tea # always\"\nlimit: 1000\nversion: 2\n---\n" +
            "First line.\n\n---\nnot: the end\r\n😀\u2028end\n\n\n",
            await File.ReadAllTextAsync(folder.PathOf($"blocks/{label}.md")));
        Assert.Equal([($"{label}.md", "unchanged")], StatesOf(pushed));
        Assert.Equal(2, await VersionOf(agent));
    }

    [Fact]
    public async Task Only_changed_files_are_pushed_and_new_files_become_blocks()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent("One.");
        (await gateway.Run("memory", "write", agent, "other", "Other.")).ShouldEnd(0);
        (await gateway.Run("memory", "pull", agent, folder.PathOf("."))).ShouldEnd(0);
        await Change(folder, label, "One.", "Two.");
        folder.Write("rules.md", "---\ndescription: >\n  Rules of\n  the house\nlimit: 50\n---\nBe kind.\n");

        var dry = await Push(agent, folder.PathOf("."), 0, "--dry-run");
        var pushed = await Push(agent, folder.PathOf("."), 0);
        var again = await Push(agent, folder.PathOf("."), 0);

        Assert.Equal(
            [($"{label}.md", "would be changed"), ("other.md", "unchanged"), ("rules.md", "would be created")], StatesOf(dry));
        Assert.Equal([($"{label}.md", "changed"), ("other.md", "unchanged"), ("rules.md", "created")], StatesOf(pushed));
        Assert.All(StatesOf(again), file => Assert.Equal("unchanged", file.State));
        var rules = await Block(agent, "rules");
        Assert.Equal(
            ("Be kind.", "Rules of the house\n", 50),
            (rules.Text("value"), rules.Text("description"), rules["limit"]!.GetValue<int>()));
        Assert.Equal(1, (await Block(agent, "other"))["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task Changes_of_other_lines_are_merged_into_block_and_file()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent("a\nb\nc\nd");
        (await gateway.Run("memory", "pull", agent, folder.PathOf("."))).ShouldEnd(0);
        await Change(folder, label, "a\n", "A\n");
        (await gateway.RunWith("a\nb\nc\nD", "memory", "write", agent, label, "-")).ShouldEnd(0);

        var pushed = await Push(agent, folder.PathOf("."), 0);

        Assert.Equal([($"{label}.md", "merged")], StatesOf(pushed));
        Assert.Equal("A\nb\nc\nD", (await Block(agent, label)).Text("value"));
        Assert.EndsWith("---\nA\nb\nc\nD\n", await File.ReadAllTextAsync(folder.PathOf($"{label}.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflict_shows_both_texts_and_does_not_keep_out_the_other_files()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent("One.");
        (await gateway.Run("memory", "write", agent, "other", "Other.")).ShouldEnd(0);
        (await gateway.Run("memory", "pull", agent, folder.PathOf("."))).ShouldEnd(0);
        await Change(folder, label, "One.", "Of the file.");
        await Change(folder, "other", "Other.", "Changed.");
        folder.Write("bad.md", "no fields");
        folder.Write("long.md", $"---\nlimit: 3\n---\nFour.\n");
        folder.Write("twice.md", "---\nlabel: other\n---\nOther.\n");
        (await gateway.Run("memory", "write", agent, label, "Of the server.")).ShouldEnd(0);

        var text = (await gateway.Run("memory", "push", agent, folder.PathOf("."))).ShouldEnd(5);
        var pushed = await Push(agent, folder.PathOf("."), 5);

        Assert.Contains("Of the server.", text.Error, StringComparison.Ordinal);
        Assert.Contains("Of the file.", text.Error, StringComparison.Ordinal);
        Assert.Equal(
            [
                ($"{label}.md", "conflict"), ("bad.md", "refused"), ("long.md", "refused"), ("other.md", "unchanged"),
                ("twice.md", "refused"),
            ],
            StatesOf(pushed));
        var conflict = pushed["files"]![0]!["problem"]!["conflict"]!;
        Assert.Equal(("Of the server.", "Of the file."), (conflict.Text("present"), conflict.Text("proposed")));
        Assert.Equal("Changed.", (await Block(agent, "other")).Text("value"));
        Assert.Contains("Of the file.", await File.ReadAllTextAsync(folder.PathOf($"{label}.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_keeps_changes_that_were_not_pushed_unless_it_is_forced()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent("One.");
        (await gateway.Run("memory", "pull", agent, folder.PathOf("."))).ShouldEnd(0);
        (await gateway.Run("memory", "write", agent, label, "Two.")).ShouldEnd(0);
        (await gateway.Run("memory", "pull", agent, folder.PathOf("."))).ShouldEnd(0);
        Assert.EndsWith("---\nTwo.\n", await File.ReadAllTextAsync(folder.PathOf($"{label}.md")), StringComparison.Ordinal);
        await Change(folder, label, "Two.", "Mine.");

        (await gateway.Run("memory", "pull", agent, folder.PathOf("."))).ShouldEnd(1);
        var kept = await File.ReadAllTextAsync(folder.PathOf($"{label}.md"));
        (await gateway.Run("memory", "pull", agent, folder.PathOf("."), "--force")).ShouldEnd(0);

        Assert.Contains("Mine.", kept, StringComparison.Ordinal);
        Assert.Contains("Two.", await File.ReadAllTextAsync(folder.PathOf($"{label}.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..\\escape", "%2E.%5Cescape.md")]
    [InlineData(".hidden", "%2Ehidden.md")]
    [InlineData("Ä x", "%C3%84%20x.md")]
    public async Task Label_is_escaped_in_the_name_of_its_file(string label, string name)
    {
        using var folder = new Folder();
        var agent = await gateway.CreateAgent();
        (await gateway.Run("memory", "write", agent, label, "x")).ShouldEnd(0);

        (await gateway.Run("memory", "pull", agent, folder.PathOf("in"))).ShouldEnd(0);

        Assert.True(File.Exists(folder.PathOf($"in/{name}")));
        Assert.All(StatesOf(await Push(agent, folder.PathOf("in"), 0)), file => Assert.Equal("unchanged", file.State));
    }

    [Fact]
    public async Task Labels_that_differ_in_case_only_have_files_of_different_names()
    {
        using var folder = new Folder();
        var agent = await gateway.CreateAgent();
        (await gateway.Run("memory", "write", agent, "same", "lower")).ShouldEnd(0);
        (await gateway.Run("memory", "write", agent, "SAME", "upper")).ShouldEnd(0);

        (await gateway.Run("memory", "pull", agent, folder.PathOf("in"))).ShouldEnd(0);

        Assert.Equal(
            3,
            Directory.GetFiles(folder.PathOf("in")).Select(Path.GetFileName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(StatesOf(await Push(agent, folder.PathOf("in"), 0)), file => Assert.Equal("unchanged", file.State));
    }

    [Fact]
    public async Task Links_are_not_followed()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent("One.");
        var outside = folder.Write("outside.md", $"---\nlabel: {label}\nversion: 2\n---\nStolen.\n");
        Directory.CreateDirectory(folder.PathOf("in"));
        File.CreateSymbolicLink(folder.PathOf($"in/{label}.md"), outside);

        var pushed = await Push(agent, folder.PathOf("in"), 1);
        (await gateway.Run("memory", "pull", agent, folder.PathOf("in"), "--force")).ShouldEnd(1);

        Assert.Equal([($"{label}.md", "refused")], StatesOf(pushed));
        Assert.Equal("One.", (await Block(agent, label)).Text("value"));
        Assert.Contains("Stolen.", await File.ReadAllTextAsync(outside), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("---\nlabel: a\n", "second line")]
    [InlineData("---\nlimit: many\n---\nx\n", "limit")]
    [InlineData("---\nlimt: 5\n---\nx\n", "limt")]
    [InlineData("---\nlabel: [a]\n---\nx\n", "label")]
    [InlineData("---\nlabel: a\nlabel: b\n---\nx\n", "twice")]
    [InlineData("---\nlabel: ..\n---\nx\n", "label")]
    [InlineData("---\nlabel: \"a\n---\nx\n", "line")]
    [InlineData("---\nlabel: *a\n---\nx\n", "label")]
    public async Task File_that_is_no_block_is_refused_with_what_is_wrong(string text, string part)
    {
        using var folder = new Folder();
        var agent = await gateway.CreateAgent();
        folder.Write("bad.md", text);

        var pushed = await Push(agent, folder.PathOf("."), 1);

        var problem = pushed["files"]![0]!["problem"]!;
        Assert.Contains("bad.md", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains(part, problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_or_agent_that_is_not_there_is_named()
    {
        using var folder = new Folder();
        var agent = await gateway.CreateAgent();

        (await gateway.Run("memory", "push", agent, folder.PathOf("none"))).ShouldEnd(2);
        (await gateway.Run("memory", "push", "nobody-here", folder.PathOf("."))).ShouldEnd(4);
        (await gateway.Run("memory", "pull", "nobody-here", folder.PathOf("new"))).ShouldEnd(4);

        Assert.False(Directory.Exists(folder.PathOf("new")));
    }

    [Fact]
    public async Task Shared_blocks_are_neither_pulled_nor_pushed_and_named()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent("One.");
        var shared = $"rules-{agent}";
        (await gateway.Run("memory", "shared", "create", shared, "Be brief.")).ShouldEnd(0);
        (await gateway.Run("memory", "shared", "share", shared, agent, "--right", "write")).ShouldEnd(0);

        var pulled = (await gateway.Run("memory", "pull", agent, folder.PathOf("."), "--json")).ShouldEnd(0);
        folder.Write($"{shared}.md", $"---\nlabel: {shared}\nversion: 1\n---\nTalk.\n");
        var pushed = await Push(agent, folder.PathOf("."), 0);
        var text = (await gateway.Run("memory", "push", agent, folder.PathOf("."))).ShouldEnd(0);

        var report = JsonNode.Parse(pulled.Out)!;
        Assert.Equal([($"{label}.md", "pulled")], StatesOf(report));
        Assert.Equal([shared], report["shared"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Equal([($"{label}.md", "unchanged"), ($"{shared}.md", "shared")], StatesOf(pushed));
        Assert.Contains("sanctum memory shared", text.Error, StringComparison.Ordinal);
        Assert.Contains(
            "Be brief.", (await gateway.Run("memory", "shared", "show", shared)).ShouldEnd(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_writes_a_block_into_the_file_that_has_its_label()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent("One.");
        (await gateway.Run("memory", "pull", agent, folder.PathOf("."))).ShouldEnd(0);
        File.Move(folder.PathOf($"{label}.md"), folder.PathOf("mine.md"));
        folder.Write("README.md", "# No block");
        (await gateway.Run("memory", "write", agent, label, "Two.")).ShouldEnd(0);

        var pulled = (await gateway.Run("memory", "pull", agent, folder.PathOf("."), "--json")).ShouldEnd(0);

        Assert.Equal([("mine.md", "pulled")], StatesOf(JsonNode.Parse(pulled.Out)!));
        Assert.False(File.Exists(folder.PathOf($"{label}.md")));
        Assert.EndsWith("---\nTwo.\n", await File.ReadAllTextAsync(folder.PathOf("mine.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_does_not_write_a_block_over_the_file_of_another_also_if_it_is_forced()
    {
        using var folder = new Folder();
        var (agent, label) = await Agent("One.");
        (await gateway.Run("memory", "write", agent, "other", "Other.")).ShouldEnd(0);
        folder.Write("other.md", $"---\nlabel: {label}\nversion: 2\n---\nOne.\n");

        var pulled = await gateway.Run("memory", "pull", agent, folder.PathOf("."), "--force", "--json");

        Assert.Equal([("other.md", "pulled"), ("other.md", "refused")], StatesOf(JsonNode.Parse(pulled.ShouldEnd(1).Out)!));
        Assert.Contains("One.", await File.ReadAllTextAsync(folder.PathOf("other.md")), StringComparison.Ordinal);
    }

    private async Task<(string Agent, string Label)> Agent(string text, string description = "Notes.")
    {
        var agent = await gateway.CreateAgent();
        var label = $"{agent}-notes";
        (await gateway.RunWith(text, "memory", "write", agent, label, "-", "--description", description)).ShouldEnd(0);
        return (agent, label);
    }

    private async Task<JsonNode> Push(string agent, string folder, int code, params string[] more)
    {
        var ended = await gateway.Run(["memory", "push", agent, folder, "--json", .. more]);
        return JsonNode.Parse(ended.ShouldEnd(code).Out)!;
    }

    private async Task<JsonNode> Block(string agent, string label) =>
        (await gateway.Get($"/v1/agents/{agent}/memory"))["items"]!.AsArray().Single(block => block!.Text("label") == label)!;

    private async Task<int> VersionOf(string agent) =>
        (await Block(agent, $"{agent}-notes"))["version"]!.GetValue<int>();

    private static async Task Change(Folder folder, string label, string before, string after)
    {
        var text = await File.ReadAllTextAsync(folder.PathOf($"{label}.md"));
        Assert.Contains(before, text, StringComparison.Ordinal);
        folder.Write($"{label}.md", text.Replace(before, after, StringComparison.Ordinal));
    }

    private static IEnumerable<(string File, string State)> StatesOf(JsonNode report) =>
        report["files"]!.AsArray().Select(file => (file!.Text("file"), file!.Text("state")));
}
