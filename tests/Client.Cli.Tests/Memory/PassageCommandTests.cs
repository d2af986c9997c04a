namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class PassageCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Passage_is_inserted_found_changed_and_deleted()
    {
        var agent = await gateway.CreateAgent();

        var inserted = (await Run("insert", agent, "Bob likes green tea", "--tag", "people", "--tag", "tea", "--json")).Json();
        var id = inserted.Text("id");
        var found = await Run("search", agent, "what tea does Bob like", "--tag", "tea", "--limit", "5");
        var updated = await Run("passages", "update", agent, id, "--text", "Bob likes coffee", "--importance", "0.9");

        Shows("green **tea**", found);
        Shows("by words 1", found);
        Shows("version 2", updated);
        Shows("Tags: people, tea", await Run("passages", "show", agent, id));
        Shows("Bob likes coffee", await Run("passages", "list", agent));
        (await Run("passages", "delete", agent, id, "--yes")).ShouldEnd(0);
        (await Run("passages", "show", agent, id)).ShouldEnd(4);
        Shows("Nothing was found", await Run("search", agent, "coffee"));
    }

    [Fact]
    public async Task File_is_imported_once_however_often_it_is_run()
    {
        using var folder = new Folder();
        var agent = await gateway.CreateAgent();
        var lines = Enumerable.Range(0, 250).Select(i => $$"""{"text":"Note {{i}}","tags":["import"]}""");
        var file = folder.Write("notes.jsonl", string.Join('\n', lines) + "\n\n" + """{"text":"Note 0","tags":["import"]}""");

        var first = await gateway.Run("memory", "insert", agent, "--file", file);
        var again = (await gateway.Run("memory", "insert", agent, "--file", file, "--json")).ShouldEnd(0).Json();

        // One line is there twice.
        Assert.Contains("250 inserted, 1 known", first.ShouldEnd(0).Error, StringComparison.Ordinal);
        Assert.Equal((0, 251), (again["inserted"]!.GetValue<int>(), again["known"]!.GetValue<int>()));
        var page = (await gateway.Run("memory", "passages", "list", agent, "--limit", "200", "--json")).Json();
        var rest = (await gateway.Run(
            "memory", "passages", "list", agent, "--limit", "200", "--after", page.Text("next"), "--json")).Json();
        Assert.Equal(50, rest["items"]!.AsArray().Count);
        Assert.Equal("Note 249", page["items"]![0]!.Text("text"));
    }

    [Fact]
    public async Task Line_that_is_no_passage_is_named_and_the_others_are_inserted()
    {
        using var folder = new Folder();
        var agent = await gateway.CreateAgent();
        var file = folder.Write("notes.jsonl", """
            {"text":"good"}
            {"tags":[]}
            {"text":"good too"}
            """);

        var refused = await gateway.Run("memory", "insert", agent, "--file", file);

        Assert.Contains("line 2", refused.ShouldEnd(1).Error, StringComparison.Ordinal);
        Shows("good too", await Run("passages", "list", agent));
        (await gateway.Run("memory", "insert", agent)).ShouldEnd(2);
        (await gateway.Run("memory", "insert", agent, "text", "--file", file)).ShouldEnd(2);
    }

    [Fact]
    public async Task Folder_is_imported_and_the_imports_are_shown()
    {
        using var folder = new Folder();
        var agent = await gateway.CreateAgent();
        folder.Write("tea.md", "# Bob\n\nBob likes green tea.\n\n# Ada\n\nAda likes coffee.\n");
        folder.Write("bad.md", [0xFF, 0xFE]);
        folder.Write("other.bin", "left out");
        var facts = folder.Write("facts.txt", "The harbour closes at nine.");

        var imported = await Run("import", agent, folder.PathOf("."), facts, "--tag", "notes");
        var again = (await Run("import", agent, facts, "--tag", "notes", "--json")).ShouldEnd(0).Json();

        Assert.Contains("bad.md", imported.ShouldEnd(1).Error, StringComparison.Ordinal);
        Assert.Contains("3 inserted", imported.Error, StringComparison.Ordinal);
        Assert.Equal((0, 1), (again["inserted"]!.GetValue<int>(), again["known"]!.GetValue<int>()));
        Shows("Source: tea.md#Ada", await Run(
            "passages", "show", agent,
            (await Run("search", agent, "coffee", "--tag", "notes", "--json")).Json()["items"]![0]!["passage"]!.Text("id")));
        var list = (await Run("imports", agent, "--json")).ShouldEnd(0).Json()["items"]!.AsArray();
        Assert.Equal(3, list.Count);
        Shows("facts.txt", await Run("imports", agent));
        Shows("done", await Run("imports", agent, list[0]!.Text("id"), "--cancel"));
        (await Run("imports", agent, "--cancel")).ShouldEnd(2);
        (await Run("import", agent, folder.PathOf("other.bin"))).ShouldEnd(2);
    }

    private Task<Ended> Run(params string[] arguments) => gateway.Run(["memory", .. arguments]);

    private static void Shows(string text, Ended run) => Assert.Contains(text, run.ShouldEnd(0).Out, StringComparison.Ordinal);
}
