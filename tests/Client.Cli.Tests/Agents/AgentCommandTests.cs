namespace Sanctum.Tests.Agents;

[Collection(SharedGateway.Name)]
public sealed class AgentCommandTests(RunningGateway gateway) : IDisposable
{
    private readonly Folder _files = new();
    private readonly string _name = $"cli-{Guid.NewGuid():N}";

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Apply_creates_the_agent_and_again_changes_nothing()
    {
        var file = _files.WriteAgent(_name);

        var first = await gateway.Run("agents", "apply", "-f", file, "--json");
        var again = await gateway.Run("agents", "apply", "-f", file, "--json");

        Assert.Equal(_name, first.Json()["items"]![0]!.Text("id"));
        Assert.Equal(1, again.Json()["items"]![0]!["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task Apply_makes_the_agent_what_the_file_says_and_what_it_leaves_out_is_gone()
    {
        await gateway.Run("agents", "apply", "-f", _files.WriteAgent(_name));
        var changed = _files.Write("changed.json", $$$"""{"name":"{{{_name}}}","personality":{"core_identity":"Changed."}}""");

        (await gateway.Run("agents", "apply", "-f", changed)).ShouldEnd(0);

        var agent = (await gateway.Run("agents", "show", _name, "--json")).Json();
        Assert.Equal(2, agent["version"]!.GetValue<int>());
        Assert.Equal("Changed.", agent["definition"]!["personality"]!.Text("core_identity"));
        Assert.Equal("", agent["definition"]!.Text("description"));
    }

    [Fact]
    public async Task Backup_brings_definition_and_memory_back_as_they_were()
    {
        await gateway.Run("agents", "apply", "-f", _files.WriteAgent(_name));
        const string Kept = "Bob writes {agent_name} and \"tea\" \U0001F375.";
        string[] write = ["memory", "write", _name, "notes", Kept, "--description", "What to keep", "--limit", "900"];
        (await gateway.Run(write)).ShouldEnd(0);
        var file = _files.PathOf("backup.json");
        (await gateway.Run("agents", "backup", _name, "-o", file)).ShouldEnd(0);
        (await gateway.Run("memory", "write", _name, "notes", "lost")).ShouldEnd(0);
        var changed = _files.Write("changed.json", $$$"""{"name":"{{{_name}}}","personality":{"core_identity":"Lost."}}""");
        (await gateway.Run("agents", "apply", "-f", changed)).ShouldEnd(0);

        var loaded = (await gateway.Run("agents", "load", "-f", file, "--json")).Json();

        Assert.NotEqual("Lost.", loaded["definition"]!["personality"]!.Text("core_identity"));
        var blocks = (await gateway.Run("memory", "show", _name, "--json")).Json()["items"]!.AsArray();
        var notes = Assert.Single(blocks, block => block!.Text("label") == "notes")!;
        Assert.Equal(
            (Kept, "What to keep", 900), (notes.Text("value"), notes.Text("description"), notes["limit"]!.GetValue<int>()));
        var again = (await gateway.Run("agents", "backup", _name)).ShouldEnd(0).Out.TrimEnd();
        Assert.Equal(await File.ReadAllTextAsync(file), again);
        (await gateway.Run("agents", "backup", _name, "-o", file)).ShouldEnd(2);
        (await gateway.Run("agents", "load", "-f", _files.Write("other.json", "{}"))).ShouldEnd(2);
        var odd = _files.Write("null.json", """{"definition":{},"memory":[null]}""");
        (await gateway.Run("agents", "load", "-f", odd)).ShouldEnd(2);
    }

    [Fact]
    public async Task Status_shows_state_queue_and_memory_of_one_agent()
    {
        await gateway.Run("agents", "apply", "-f", _files.WriteAgent(_name));
        (await gateway.Run("memory", "write", _name, "notes", "tea", "--limit", "900")).ShouldEnd(0);

        var status = (await gateway.Run("agents", "status", _name, "--json")).Json();

        Assert.Equal(("active", "healthy"), (status["agent"]!.Text("status"), status["queue"]!.Text("health")));
        Assert.Contains("notes 3/900", (await gateway.Run("agents", "status", _name)).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await gateway.Run("agents", "status", "nobody-here")).ShouldEnd(4);
    }

    [Fact]
    public async Task Apply_takes_several_files_and_standard_input()
    {
        var (one, other) = (_files.WriteAgent($"{_name}-1"), _files.WriteAgent($"{_name}-2"));

        var both = await gateway.Run("agents", "apply", "-f", one, other, "--json");
        var piped = await gateway.RunWith(await File.ReadAllTextAsync(_files.WriteAgent(_name)), "agents", "apply", "-f", "-");

        Assert.Equal([$"{_name}-1", $"{_name}-2"], both.Json()["items"]!.AsArray().Select(agent => agent!.Text("id")));
        Assert.Contains(_name, piped.ShouldEnd(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_file_names_its_field_and_line_and_what_came_before_stays_applied()
    {
        var (good, bad) = (
            _files.WriteAgent(_name), _files.Write("bad.yaml", "name: Not Good\npersonality: { core_identity: x }\n"));

        var refused = (await gateway.Run("agents", "apply", "-f", good, "-f", bad)).ShouldEnd(1);

        Assert.Contains(bad, refused.Error, StringComparison.Ordinal);
        Assert.Contains("line 1: name", refused.Error, StringComparison.Ordinal);
        Assert.Contains(_name, refused.Out, StringComparison.Ordinal);
        (await gateway.Run("agents", "show", _name)).ShouldEnd(0);
    }

    [Fact]
    public async Task File_that_is_not_there_is_told_before_anything_is_sent()
    {
        var refused = await gateway.Run("agents", "apply", "-f", _files.WriteAgent(_name), "nowhere.yaml");

        Assert.Contains("nowhere.yaml", refused.ShouldEnd(2).Error, StringComparison.Ordinal);
        (await gateway.Run("agents", "show", _name)).ShouldEnd(4);
    }

    [Fact]
    public async Task List_shows_a_row_for_each_agent_and_pages()
    {
        await gateway.Run("agents", "apply", "-f", _files.WriteAgent($"{_name}-1"), _files.WriteAgent($"{_name}-2"));

        var page = await gateway.Run("agents", "list", "--after", _name, "--limit", "1");

        var rows = page.ShouldEnd(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("NAME", rows[0], StringComparison.Ordinal);
        Assert.StartsWith($"{_name}-1 ", rows[1], StringComparison.Ordinal);
        Assert.Equal(2, rows.Length);
        Assert.Contains($"--after {_name}-1", page.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_describes_the_agent_and_its_json_can_be_applied()
    {
        await gateway.Run("agents", "apply", "-f", _files.WriteAgent(_name, "Knows much."));

        var shown = await gateway.Run("agents", "show", _name);
        var definition = (await gateway.Run("agents", "show", _name, "--json")).Json()["definition"]!.ToJsonString();

        Assert.Contains("Knows much.", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        var applied = await gateway.RunWith(definition, "agents", "apply", "-f", "-", "--json");
        Assert.Equal(1, applied.Json()["items"]![0]!["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task Retired_agent_is_listed_only_when_asked_for_and_cannot_come_back()
    {
        var file = _files.WriteAgent(_name);
        await gateway.Run("agents", "apply", "-f", file);

        var retired = await gateway.Run("agents", "retire", _name, "--json");

        Assert.Equal("retired", retired.Json().Text("status"));
        Assert.DoesNotContain(_name, (await gateway.Run("agents", "list", "--limit", "200")).Out, StringComparison.Ordinal);
        Assert.Contains(
            _name, (await gateway.Run("agents", "list", "--limit", "200", "--retired")).Out, StringComparison.Ordinal);
        Assert.Equal(
            "urn:sanctum:problem:conflict", (await gateway.Run("agents", "apply", "-f", file, "--json")).Problem(5).Text("type"));
    }

    [Fact]
    public async Task Unknown_agent_is_not_found_and_the_error_is_the_gateways_own()
    {
        var problem = (await gateway.Run("agents", "show", "nobody-here", "--json")).Problem(4);

        Assert.Equal("urn:sanctum:problem:not-found", problem.Text("type"));
        Assert.Contains("nobody-here", problem.Text("detail"), StringComparison.Ordinal);
        Assert.NotEmpty(problem.Text("traceId"));
    }

    [Fact]
    public async Task Name_that_breaks_the_rule_is_refused()
    {
        var refused = await gateway.Run("agents", "show", "Not/Good");

        Assert.Contains("must match", refused.ShouldEnd(1).Error, StringComparison.Ordinal);
    }
}
