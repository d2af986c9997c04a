using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using NSec.Cryptography;
using Sanctum.Access;
using Sanctum.Tenants;
using Sanctum.Testing;
using Sanctum.Tests;
using static Sanctum.Portability.AgentFileCalls;

namespace Sanctum.Portability;

/// <summary>Agents as signed files: from one tenant to another, and what is refused.</summary>
public sealed class AgentFileTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task Agent_that_is_imported_into_an_empty_tenant_is_exported_again_with_the_same_bytes()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);
        var file = await Export(owner.Admin, "ada");

        var imported = await (await Import(other.Admin, file)).ShouldBe(201);

        Assert.Equal(("ada", "active"), (imported["agent"]!.Text("id"), imported["agent"]!.Text("status")));
        Assert.Equal((true, 3, 3), (
            imported["isOwn"]!.GetValue<bool>(), imported["blocks"]!.GetValue<int>(), imported["passages"]!.GetValue<int>()));
        Assert.Equal(file, await Export(other.Admin, "ada"));
        foreach (var path in new[] { "/v1/agents/ada/memory", "/v1/agents/ada/passages" })
            Assert.Equal(Timeless(await owner.Get(path)), Timeless(await other.Get(path)));
        var version = await other.Get("/v1/agents/ada/memory/notes/versions/1");
        Assert.Equal(("create", "import"), (version.Text("kind"), version["cause"]!.Text("kind")));
        Assert.Single((await other.Get("/v1/agents/ada/passages/search?q=tea"))["items"]!.AsArray());
        await (await other.Send("ada", "hello", "talk")).ShouldBe(200);
    }

    [Fact]
    public async Task Imported_agent_remembers_as_one_that_was_created_here()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);
        await (await Import(other.Admin, await Export(owner.Admin, "ada"))).ShouldBe(201);

        await (await other.Admin.PutAsJsonAsync(
            "/v1/agents/ada/memory/notes", new { value = "Changed.", version = 1 })).ShouldBe(200);
        var undone = await (await other.Admin.PostAsJsonAsync(
            "/v1/agents/ada/memory/notes/undo", new { version = 2 })).ShouldBe(200);

        Assert.Equal($"Of {owner.Name}.", undone.Text("value"));
        await Eventually.True(async () =>
            (await access.Admin.GetFromJsonAsync<JsonNode>("/v1/admin/memory?limit=1")) is not null
            && (long)(await Count(
                "select count(*) from memory_wal where tenant = $1 and replicated_at is null", other.Name)) == 0);
        Assert.Equal(3L, await Count("select count(*) from memory_replica where tenant = $1", other.Name));
    }

    [Fact]
    public async Task Existing_name_is_refused_and_another_one_is_taken_over_to_labels()
    {
        var owner = await TestTenant.Create(access);
        await (await owner.Admin.PostAsync("/v1/agents", RunningGateway.Yaml(
            """
            name: ada
            personality: { core_identity: "I am {agent_name}." }
            capabilities: { model: scripted/any }
            memory_blocks:
              notes: { label: "{agent_name}-notes", value: "Mine." }
            """))).ShouldBe(201);
        await (await owner.Admin.PostAsJsonAsync("/v1/agents/ada/temporal-blocks/attach", new { })).ShouldBe(200);
        var file = await Export(owner.Admin, "ada");

        var refused = await (await Import(owner.Admin, file)).ShouldRefuse(409, "conflict");
        await (await Import(owner.Admin, file, "?as=bob")).ShouldBe(201);

        Assert.Contains("--as", refused.Text("detail"), StringComparison.Ordinal);
        var labels = (await owner.Get("/v1/agents/bob/memory"))["items"]!.AsArray().Select(block => block!.Text("label"));
        Assert.All(labels, label => Assert.StartsWith("bob", label, StringComparison.Ordinal));
        var own = Encoding.UTF8.GetString(file).Split('\n')[0];
        var renamed = Encoding.UTF8.GetString(await Export(owner.Admin, "bob")).Split('\n')[0];
        Assert.Equal(
            own.Replace("\"ada-", "\"bob-", StringComparison.Ordinal).Replace("\"ada_", "\"bob_", StringComparison.Ordinal)
                .Replace("\"name\":\"ada\"", "\"name\":\"bob\"", StringComparison.Ordinal), renamed);
        Assert.Equal(["as"], (await (await Import(owner.Admin, file, "?as=No")).ShouldRefuse(400, "invalid-request"))
            .RefusedFields());
    }

    [Fact]
    public async Task File_of_another_installation_needs_trust_which_is_audited()
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        var foreign = SignedFiles.Sign(key, Content(await Export(owner.Admin, "ada")));

        var refused = await (await Import(owner.Admin, foreign, "?as=foreign")).ShouldRefuse(400, "invalid-request");
        await (await owner.Admin.GetAsync("/v1/agents/foreign")).ShouldRefuse(404, "not-found");
        var imported = await (await Import(owner.Admin, foreign, "?as=foreign&trust=true")).ShouldBe(201);

        Assert.Equal(["trust"], refused.RefusedFields());
        Assert.False(imported["isOwn"]!.GetValue<bool>());
        var audited = Assert.Single((await owner.Get("/v1/admin/audit?action=agent.import&result=ok"))["items"]!.AsArray())!;
        Assert.Contains(SignedFiles.PublicKeyOf(key), audited.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Contains("isTrusted", audited.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_changed_byte_is_refused_and_nothing_is_created()
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        var file = await Export(owner.Admin, "ada");
        var places = Enumerable.Range(0, 40).Select(i => i * (file.Length - 1) / 39).ToList();

        foreach (var place in places)
        {
            var changed = (byte[])file.Clone();
            changed[place] ^= 1;
            using var answer = await Import(owner.Admin, changed, "?as=changed&trust=true");
            Assert.Equal((place, 400), (place, (int)answer.StatusCode));
        }
        foreach (var cut in new[] { 1, 100, file.Length - 1 })
            await (await Import(owner.Admin, file[..^cut], "?as=changed&trust=true")).ShouldRefuse(400, "invalid-request");

        await (await owner.Admin.GetAsync("/v1/agents/changed")).ShouldRefuse(404, "not-found");
        Assert.Equal(0L, await Count(
            "select count(*) from memory_block where tenant = $1 and agent = 'changed'", owner.Name));
    }

    [Theory]
    [InlineData("limit", "blocks[0].limit")]
    [InlineData("value", "blocks[0].value")]
    [InlineData("label", "blocks")]
    [InlineData("text", "passages[0].text")]
    [InlineData("importance", "passages[0].importance")]
    [InlineData("createdAt", "passages[0].createdAt")]
    [InlineData("id", "passages")]
    [InlineData("model", "capabilities.model")]
    [InlineData("version", "version")]
    [InlineData("format", "format")]
    [InlineData("more", "body")]
    public async Task Signed_file_that_breaks_a_rule_is_refused_with_the_field_and_nothing_is_created(string fault, string field)
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        var content = JsonNode.Parse(Content(await Export(owner.Admin, "ada")))!;
        var (block, passage) = (content["blocks"]![0]!, content["passages"]![0]!);
        Action spoil = fault switch
        {
            "limit" => () => block["limit"] = 0,
            "value" => () => block["limit"] = 1,
            "label" => () => block["label"] = content["blocks"]![1]!.Text("label"),
            "text" => () => passage["text"] = " ",
            "importance" => () => passage["importance"] = 2,
            "createdAt" => () => passage["createdAt"] = "9999-12-31T23:59:59Z",
            "id" => () => passage["id"] = content["passages"]![1]!.Text("id"),
            "model" => () => content["definition"]!["capabilities"]!["model"] = "none",
            "version" => () => content["version"] = 3,
            "format" => () => content["format"] = "other",
            _ => () => content["more"] = 1,
        };
        spoil();

        using var answer = await Import(
            owner.Admin, SignedFiles.Sign(key, Encoding.UTF8.GetBytes(content.ToJsonString())), "?as=spoilt&trust=true");

        Assert.Equal([field], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
        await (await owner.Admin.GetAsync("/v1/agents/spoilt")).ShouldRefuse(404, "not-found");
        Assert.Equal(0L, await Count(
            "select count(*) from memory_passage where tenant = $1 and agent = 'spoilt'", owner.Name));
    }

    [Fact]
    public async Task Export_and_import_need_rights_to_definition_and_memory()
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        var file = await Export(owner.Admin, "ada");
        var export = (await owner.Get("/v1/agents/ada/exports"))["items"]![0]!.Text("file");

        foreach (var permissions in new string[][] { ["agents:execute", "agents:read"], ["agents:execute", "memory:read"] })
        {
            var client = await owner.WithKey(access, permissions);
            await (await client.PostAsync("/v1/agents/ada/exports", null)).ShouldRefuse(403, "forbidden");
        }
        foreach (var permission in new[] { "agents:read", "memory:read" })
            await (await (await owner.WithKey(access, permission)).GetAsync(export)).ShouldRefuse(403, "forbidden");
        foreach (var permission in new[] { "agents:write", "memory:write" })
            await (await Import(await owner.WithKey(access, permission), file, "?as=bob")).ShouldRefuse(403, "forbidden");
        var both = await owner.WithKey(access, "agents:read", "memory:read", "conversations:read");
        Assert.Equal(file, await both.GetByteArrayAsync(export));
    }

    [Fact]
    public async Task Exports_of_a_tenant_are_not_there_for_another()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);
        await MakeAgent(other);
        await Export(owner.Admin, "ada");
        var export = (await owner.Get("/v1/agents/ada/exports"))["items"]![0]!.Text("file");

        await (await other.Admin.GetAsync(export)).ShouldRefuse(404, "not-found");

        Assert.Empty((await other.Get("/v1/agents/ada/exports"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Quota_of_agents_and_blocks_holds_for_imports_too()
    {
        var owner = await TestTenant.Create(access);
        var other = await TestTenant.Create(access, new Dictionary<string, int> { ["memoryBlocks"] = 2 });
        await MakeAgent(owner);
        var file = await Export(owner.Admin, "ada");

        await (await Import(other.Admin, file)).ShouldRefuse(429, "quota");

        await (await other.Admin.GetAsync("/v1/agents/ada")).ShouldRefuse(404, "not-found");
        Assert.Equal(0L, await Count("select count(*) from memory_block where tenant = $1", other.Name));
    }

    [Fact]
    public async Task Same_idempotency_key_is_the_same_export_and_the_newest_are_kept()
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        var first = await StartExport(owner.Admin, "ada", "one");
        var second = await StartExport(owner.Admin, "ada", "one");

        Assert.Equal(first.Text("id"), second.Text("id"));
        for (var i = 0; i < 7; i++)
            await Export(owner.Admin, "ada");

        Assert.InRange((await owner.Get("/v1/agents/ada/exports"))["items"]!.AsArray().Count, 1, 6);
        Assert.InRange(await Count(
            "select count(*) from agent_export_content where tenant = $1", owner.Name), 1L, 6L);
    }

    [Fact]
    public async Task Two_imports_of_one_name_at_the_same_time_create_one_agent()
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        var file = await Export(owner.Admin, "ada");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Import(owner.Admin, file, "?as=twin")));

        Assert.Equal(
            [201, 409, 409, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal(3L, await Count(
            "select count(*) from memory_block where tenant = $1 and agent = 'twin'", owner.Name));
    }

    [Fact]
    public async Task Import_whose_last_rows_cannot_be_written_leaves_no_others()
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        var file = await Export(owner.Admin, "ada");
        await using var planted = access.Gateway.Rows.CreateCommand(
            """
            insert into memory_block (tenant, agent, label, value, description, char_limit)
            values ($1, 'half', 'people', 'In the way.', '', 100)
            """);
        planted.Parameters.AddWithValue(owner.Name);
        await planted.ExecuteNonQueryAsync();

        using var answer = await Import(owner.Admin, file, "?as=half");

        Assert.Equal(500, (int)answer.StatusCode);
        await (await owner.Admin.GetAsync("/v1/agents/half")).ShouldRefuse(404, "not-found");
        Assert.Equal(1L, await Count("select count(*) from memory_block where tenant = $1 and agent = 'half'", owner.Name));
        Assert.Equal(0L, await Count("select count(*) from memory_passage where tenant = $1 and agent = 'half'", owner.Name));
        Assert.Equal(0L, await Count("select count(*) from memory_wal where tenant = $1 and memory = 'half'", owner.Name));
    }

    private static async Task MakeAgent(TestTenant tenant)
    {
        await tenant.CreateAgent("ada");
        await (await tenant.Admin.PutAsJsonAsync(
            "/v1/agents/ada/memory/odd %2F label", new { value = "Ä 😀 \u2028 \" \\ \r\n", description = "Odd.", limit = 99 }))
            .ShouldBe(200);
        await (await tenant.Admin.PutAsJsonAsync(
            "/v1/agents/ada/memory/people", new { value = "Bob likes tea.", limit = 99_999 })).ShouldBe(200);
        (string, double)[] passages = [("Bob likes green tea. 😀", 0.7), ("Grass is wet.", 1e-5), ("Ünïcode", 1)];
        foreach (var (text, importance) in passages)
            await (await tenant.Admin.PostAsJsonAsync(
                "/v1/agents/ada/passages", new { text, importance, tags = new[] { "b", "a" }, source = "talk" })).ShouldBe(201);
    }

    private static byte[] Content(byte[] file) => file[..Array.IndexOf(file, (byte)'\n')];

    private async Task<long> Count(string sql, string tenant)
    {
        await using var command = access.Gateway.Rows.CreateCommand(sql);
        command.Parameters.AddWithValue(tenant);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // Times of changes and versions are those of the tenant.
    private static string Timeless(JsonNode page)
    {
        foreach (var item in page["items"]!.AsArray().Select(item => item!.AsObject()))
        {
            item.Remove("updatedAt");
            item.Remove("version");
        }
        return page.ToJsonString();
    }
}
