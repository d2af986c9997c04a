using System.Text;
using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Tenants;
using Sanctum.Tests;
using static Sanctum.Portability.AgentFileCalls;

namespace Sanctum.Portability;

/// <summary>Agents from files in Letta's format.</summary>
public sealed class LettaFileTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Agent_has_the_text_model_blocks_tools_and_passages_of_its_file(bool isQuoted)
    {
        var owner = await TestTenant.Create(access);
        var file = LettaFiles.Of("River Guide");

        var imported = await (await Import(
            owner.Admin, isQuoted ? file.Quoted() : file.Bytes(), "?trust=true")).ShouldBe(201);

        Assert.Equal(("river-guide", "letta"), (imported["agent"]!.Text("id"), imported.Text("format")));
        Assert.Null(imported["signer"]);
        Assert.Equal((2, 1), (imported["blocks"]!.GetValue<int>(), imported["sessions"]!.GetValue<int>()));
        var definition = (await owner.Get("/v1/agents/river-guide"))["definition"]!;
        Assert.Equal("River Guide", definition.Text("display_name"));
        Assert.Equal("Be brief. {Braces} stay.", definition["personality"]!.Text("core_identity"));
        Assert.Equal("Knows rivers.\nTags: first, second.", definition.Text("description"));
        Assert.Equal(
            ("scripted/any", 32_000),
            (definition["capabilities"]!.Text("model"), definition["capabilities"]!["context_tokens"]!.GetValue<int>()));
        Assert.Equal(
            ["memory_append", "calculate"],
            definition["capabilities"]!["tools"]!.AsArray().Select(tool => tool!.GetValue<string>()));
        var blocks = (await owner.Get("/v1/agents/river-guide/memory"))["items"]!.AsArray();
        Assert.Equal(
            [("human", "Ann, a sailor.", 200, "operator"), ("persona", "I am calm.", 100, "operator")],
            blocks.Select(block => (
                block!.Text("label"), block!.Text("value"), block!["limit"]!.GetValue<int>(), block!.Text("trust"))));
        Assert.Equal("About persona.", blocks[1]!.Text("description"));
        var passages = (await owner.Get("/v1/agents/river-guide/passages?limit=50"))["items"]!.AsArray();
        Assert.Equal(imported["passages"]!.GetValue<int>(), passages.Count);
        Assert.All(passages, passage => Assert.Equal("rivers.md", passage!.Text("source")));
        Assert.Contains(
            passages, passage => passage!.Text("text").EndsWith("River 199 flows to the sea.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_are_a_session_that_is_continued_and_exported_in_our_format()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await (await Import(owner.Admin, LettaFiles.Of("guide").Bytes(), "?trust=true")).ShouldBe(201);

        var items = (await owner.Get("/v1/sessions/letta-guide/transcript"))["items"]!.AsArray();

        Assert.Equal(
            [
                ("user", "Hello"), ("assistant", "Thinking about it.\n\nHello Ann"), ("user", "What is on the page?"),
                ("assistant", ""), ("tool", "A page about rivers."), ("assistant", "It is about rivers."),
            ],
            items.Select(entry => (entry!.Text("role"), entry!.Text("content"))));
        Assert.Equal("fetch_webpage", items[3]!["toolCalls"]![0]!.Text("tool"));
        Assert.Equal("call-1", items[4]!.Text("toolCallId"));
        var file = await Export(owner.Admin, "guide");
        var entries = JsonNode.Parse(Encoding.UTF8.GetString(file).Split('\n')[0])!["sessions"]![0]!["entries"]!.AsArray();
        Assert.Equal(
            ["owner", "owner", "owner", "owner", "web", "web"], entries.Select(entry => entry!.Text("trust")));
        await (await Import(other.Admin, file)).ShouldBe(201);
        Assert.Equal(file, await Export(other.Admin, "guide"));
        await (await other.Send("guide", "Thank you", "letta-guide")).ShouldBe(200);
    }

    [Theory]
    [InlineData("tool", "From a page.", "call-9", "owner owner web")]
    [InlineData("tool", """{"status": "OK"}""", "call-0", "owner owner owner")]
    [InlineData("approval", "From a page.", null, "owner owner web")]
    [InlineData("user", """{"type": "system_alert", "message": "A summary."}""", null, "owner owner web web")]
    [InlineData("user", """{"type": "heartbeat", "reason": "timer"}""", null, "owner owner owner")]
    [InlineData("user", """{"type": "circle", "radius": 2}""", null, "owner owner owner owner")]
    public async Task What_follows_text_from_outside_is_trusted_as_far_as_that(
        string role, string text, string? answers, string trust)
    {
        var owner = await TestTenant.Create(access);
        var file = LettaFiles.Of("guide");
        file["agents"]![0]!["messages"] = new JsonArray(
            LettaFiles.Message("user", "Hello"),
            LettaFiles.Message("assistant", "", LettaFiles.Call("call-0", "send_message", """{"message": "Hello Ann"}""")),
            LettaFiles.Message(role, text, answers: answers), LettaFiles.Message("assistant", "Good."));

        await (await Import(owner.Admin, file.Bytes(), "?trust=true")).ShouldBe(201);

        var exported = JsonNode.Parse(Encoding.UTF8.GetString(await Export(owner.Admin, "guide")).Split('\n')[0])!;
        Assert.Equal(
            trust.Split(' '), exported["sessions"]![0]!["entries"]!.AsArray().Select(entry => entry!.Text("trust")));
    }

    [Fact]
    public async Task Second_result_of_a_call_is_not_taken()
    {
        var owner = await TestTenant.Create(access);
        var file = LettaFiles.Of("guide");
        var twice = LettaFiles.Message("tool", "Twice.");
        twice["tool_returns"] = new JsonArray(
            [.. Enumerable.Range(0, 2).Select(_ => new JsonObject { ["tool_call_id"] = "call-1", ["status"] = "success" })]);
        file["agents"]![0]!["messages"] = new JsonArray(
            LettaFiles.Message("user", "Hello"),
            LettaFiles.Message("assistant", "", LettaFiles.Call("call-1", "fetch_webpage", "{}")), twice);

        await (await Import(owner.Admin, file.Bytes(), "?trust=true")).ShouldBe(201);

        Assert.Equal(3, (await owner.Get("/v1/sessions/letta-guide/transcript"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Message_with_more_calls_than_the_limit_is_left_out_and_the_rest_imported()
    {
        var owner = await TestTenant.Create(access);
        var file = LettaFiles.Of("guide");
        var many = LettaFiles.Message("assistant", "Many.");
        many["tool_calls"] = new JsonArray([
            .. Enumerable.Range(0, 257).Select(i => LettaFiles.Call($"call-{i}", "fetch_webpage", "{}"))]);
        file["agents"]![0]!["messages"] = new JsonArray(LettaFiles.Message("user", "Hello"), many);

        var imported = await (await Import(owner.Admin, file.Bytes(), "?trust=true")).ShouldBe(201);

        Assert.Contains("256", Left(imported)["messages[1]"], StringComparison.Ordinal);
        Assert.Single((await owner.Get("/v1/sessions/letta-guide/transcript"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Long_report_lists_what_was_not_taken_before_what_was()
    {
        var owner = await TestTenant.Create(access);
        var file = LettaFiles.Of("guide");
        file["passages"] = new JsonArray(
            [.. Enumerable.Range(0, 1_200).Select(i => new JsonObject { ["text"] = $"Passage {i}." })]);

        var imported = await (await Import(owner.Admin, file.Bytes(), "?trust=true")).ShouldBe(201);

        Assert.Equal(1_000, imported["parts"]!.AsArray().Count);
        Assert.Contains("mcp_servers[0]", Left(imported).Keys);
        Assert.Contains("0 of them were not taken", Left(imported)[""], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_lists_what_was_taken_and_what_not()
    {
        var owner = await TestTenant.Create(access);
        var file = LettaFiles.Of("guide");
        file["agents"]!.AsArray().Add(new JsonObject { ["name"] = "sleeper" });
        file["blocks"]![1]!["value"] = null;
        file["blocks"]![2]!["id"] = "block-1";
        file["blocks"]![2]!["label"] = new string('l', 200);
        file["groups"] = new JsonArray(new JsonObject { ["id"] = "group-0" });

        var imported = await (await Import(owner.Admin, file.Bytes(), "?trust=true")).ShouldBe(201);

        Assert.Equal(
            ["persona"],
            (await owner.Get("/v1/agents/guide/memory"))["items"]!.AsArray().Select(block => block!.Text("label")));
        var left = Left(imported);
        Assert.Equal(
            [
                "agents[1]", "blocks[1]", "blocks[2]", "groups[0]", "mcp_servers[0]", "messages[0]", "messages[10]",
                "messages[1]", "messages[4]", "messages[9]", "secrets", "tool_rules", "tools[0]", "tools[3]",
            ],
            left.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("post_a_letter", left["tools[3]"], StringComparison.Ordinal);
        Assert.Contains("128", left["blocks[2]"], StringComparison.Ordinal);
        var taken = imported["parts"]!.AsArray().Where(part => part!["isTaken"]!.GetValue<bool>()).ToDictionary(
            part => part!.Text("part"), part => part!.Text("note"));
        Assert.Contains("read-only", taken["blocks[0]"], StringComparison.Ordinal);
        Assert.Contains("'memory_append'", taken["tools[1]"], StringComparison.Ordinal);
        Assert.Contains("not run", taken["tools[2]"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_counted_and_are_nowhere_afterwards()
    {
        var owner = await TestTenant.Create(access);

        using var answer = await Import(owner.Admin, LettaFiles.Of("guide").Bytes(), "?trust=true");

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(4, JsonNode.Parse(text)!["secrets"]!.GetValue<int>());
        var audited = (await owner.Get("/v1/admin/audit?action=agent.import")).ToJsonString();
        var file = Encoding.UTF8.GetString(await Export(owner.Admin, "guide"));
        foreach (var place in new[] { text, audited, file })
            Assert.DoesNotContain("hidden", place, StringComparison.Ordinal);
        Assert.Contains("\"dropped\":{\"after\":4,\"before\":null}", audited, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_form_is_read_and_a_model_that_is_not_served_becomes_the_default()
    {
        var owner = await TestTenant.Create(access);

        var imported = await (await Import(owner.Admin, LettaFiles.Older("Old one").Bytes(), "?trust=true&as=old")).ShouldBe(201);

        var definition = imported["agent"]!["definition"] ?? (await owner.Get("/v1/agents/old"))["definition"]!;
        Assert.Equal("local/default", definition["capabilities"]!.Text("model"));
        Assert.Contains("local/default", Left(imported)["llm_config"], StringComparison.Ordinal);
        Assert.Contains("instructions", definition["personality"]!.Text("core_identity"), StringComparison.Ordinal);
        var blocks = (await owner.Get("/v1/agents/old/memory"))["items"]!.AsArray();
        Assert.Equal(["human", "instructions", "persona"], blocks.Select(block => block!.Text("label")));
        Assert.Equal(5_000, blocks[1]!.Text("value").Length);
        Assert.Equal(1, imported["secrets"]!.GetValue<int>());
        Assert.Equal(2, (await owner.Get("/v1/sessions/letta-old/transcript"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Unsigned_file_needs_trust_and_a_free_name()
    {
        var owner = await TestTenant.Create(access);
        var file = LettaFiles.Of("guide").Bytes();

        var refused = await (await Import(owner.Admin, file)).ShouldRefuse(400, "invalid-request");
        await (await owner.Admin.GetAsync("/v1/agents/guide")).ShouldRefuse(404, "not-found");
        await (await Import(owner.Admin, file, "?trust=true")).ShouldBe(201);
        var taken = await (await Import(owner.Admin, file, "?trust=true")).ShouldRefuse(409, "conflict");
        await (await Import(owner.Admin, file, "?trust=true&as=second")).ShouldBe(201);

        Assert.Equal(["trust"], refused.RefusedFields());
        Assert.Contains("--as", taken.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("second", (await owner.Get("/v1/sessions/letta-second")).Text("agentId"));
    }

    [Theory]
    [InlineData("""{"agents":[]}""", "agents")]
    [InlineData("""{"agents":[1]}""", "agents")]
    [InlineData("""{"agents":[{"name":"!"}]}""", "as")]
    [InlineData("""{"agents":[{"name":"a"}]} more""", "body")]
    [InlineData("""{"agents":[{"name":"a"},""", "body")]
    [InlineData("\"no document\"", "body")]
    [InlineData("""{"agents":[{"name":"\ud800"}]}""", "name")]
    public async Task File_without_an_agent_is_refused_with_the_field(string file, string field)
    {
        var owner = await TestTenant.Create(access);

        using var answer = await Import(owner.Admin, Encoding.UTF8.GetBytes(file), "?trust=true");

        Assert.Equal([field], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task File_that_is_nested_too_deeply_is_refused()
    {
        var owner = await TestTenant.Create(access);
        var file = $$"""{"agents":[{"name":"a","metadata":{{new string('[', 200)}}{{new string(']', 200)}}}]}""";

        using var answer = await Import(owner.Admin, Encoding.UTF8.GetBytes(file), "?trust=true");

        Assert.Equal(["body"], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Entries_of_any_other_shape_stop_nothing()
    {
        var owner = await TestTenant.Create(access);
        JsonNode?[] odd =
        [
            null, 1, true, "text", new JsonArray(), new JsonObject(),
            new JsonObject { ["id"] = 1, ["label"] = new JsonArray() },
        ];
        foreach (var member in new[] { "blocks", "files", "tools", "groups", "mcp_servers", "skills" })
        {
            var file = LettaFiles.Of("guide");
            file[member] = new JsonArray([.. odd.Select(node => node?.DeepClone())]);
            await (await Import(owner.Admin, file.Bytes(), $"?trust=true&as={member.Replace('_', '-')}")).ShouldBe(201);
        }
        foreach (var member in new[]
        {
            "messages", "memory_blocks", "tool_rules", "tags", "tool_ids", "llm_config", "secrets", "description", "system",
            "files_agents", "tool_exec_environment_variables",
        })
        {
            var file = LettaFiles.Of("guide");
            file["agents"]![0]![member] = new JsonArray([.. odd.Select(node => node?.DeepClone())]);
            await (await Import(owner.Admin, file.Bytes(), $"?trust=true&as=a-{member.Replace('_', '-')}")).ShouldBe(201);
        }
    }

    private static Dictionary<string, string> Left(JsonNode imported) => imported["parts"]!.AsArray()
        .Where(part => !part!["isTaken"]!.GetValue<bool>()).GroupBy(part => part!.Text("part"))
        .ToDictionary(group => group.Key, group => $"{group.First()!.Text("name")} {group.First()!.Text("note")}");
}
