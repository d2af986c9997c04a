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

/// <summary>Files with transcripts and trust labels, and those without.</summary>
public sealed class TranscriptFileTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task Transcripts_compactions_and_trust_are_exported_again_with_the_same_bytes()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);
        var file = await Export(owner.Admin, "ada");

        var imported = await (await Import(other.Admin, file)).ShouldBe(201);

        Assert.Equal(2, imported["sessions"]!.GetValue<int>());
        Assert.Empty(imported["parts"]!.AsArray());
        Assert.Equal(file, await Export(other.Admin, "ada"));
        var content = JsonNode.Parse(Encoding.UTF8.GetString(file).Split('\n')[0])!;
        Assert.Equal("web", content["passages"]![0]!.Text("trust"));
        Assert.Equal(["second", "talk"], content["sessions"]!.AsArray().Select(session => session!.Text("id")));
        var talk = content["sessions"]![1]!;
        Assert.Equal(("Summed up.", "web"), (
            talk["compactions"]![0]!.Text("summary"), talk["compactions"]![0]!.Text("trust")));
        var call = talk["entries"]!.AsArray().Single(entry => entry!["toolCalls"] is not null)!;
        Assert.Equal("current_time", call["toolCalls"]![0]!.Text("tool"));
        Assert.Single(talk["entries"]!.AsArray(), entry => entry!["toolCallId"]?.GetValue<string>() == "call-1");
        Assert.DoesNotContain("Reasoning.", Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        Assert.Equal("web", Assert.Single((await other.Get("/v1/agents/ada/passages"))["items"]!.AsArray())!.Text("trust"));
    }

    [Fact]
    public async Task Imported_session_is_listed_read_searched_and_continued()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);
        // An activation that has looked for the session before it was there.
        await (await other.Admin.GetAsync("/v1/sessions/talk")).ShouldRefuse(404, "not-found");
        await (await Import(other.Admin, await Export(owner.Admin, "ada"))).ShouldBe(201);

        var (was, before) = (await owner.Get("/v1/sessions/talk/transcript"), await other.Get("/v1/sessions/talk/transcript"));
        await (await other.Send("ada", "once more", "talk")).ShouldBe(200);
        var after = await other.Get("/v1/sessions/talk/transcript");

        string[] texts = [.. before["items"]!.AsArray().Select(entry => entry!.Text("content"))];
        Assert.Equal(was["items"]!.AsArray().Select(entry => entry!.Text("content")), texts);
        Assert.Equal(texts, after["items"]!.AsArray().Take(texts.Length).Select(entry => entry!.Text("content")));
        Assert.Equal("once more", after["items"]![texts.Length]!.Text("content"));
        Assert.Equal(
            ["talk", "second"],
            (await other.Get("/v1/sessions?agent=ada"))["items"]!.AsArray().Select(session => session!.Text("id")));
        Assert.NotEmpty((await other.Get("/v1/agents/ada/recall?q=pineapple"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Every_turn_of_an_imported_session_is_found_by_meaning()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await owner.CreateAgent("ada");
        await (await owner.Send("ada", "the pineapple is ripe", "fruit")).ShouldBe(200);
        await (await owner.Send("ada", "a long winter", "fruit")).ShouldBe(200);
        await (await Import(other.Admin, await Export(owner.Admin, "ada"))).ShouldBe(201);

        var found = await Eventually.Get(
            () => other.Get("/v1/agents/ada/recall?q=ripe%20pineapple&by=meaning"), hits => hits.Text("vectors") == "complete");

        Assert.Contains(1, found["items"]!.AsArray().Select(entry => entry!["seq"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Imported_turn_ends_when_its_last_entry_was_written()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);

        await (await Import(other.Admin, await Export(owner.Admin, "ada"))).ShouldBe(201);

        Assert.Equal(2L, await Count(
            """
            select count(*) from queue_item i where tenant = $1 and finished_at > enqueued_at and finished_at = (
                select max(occurred_at) from transcript_entry t where t.tenant = $1 and t.turn_id = i.id)
            """,
            other.Name));
    }

    [Fact]
    public async Task Repair_posts_no_reply_of_an_import()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);
        await Execute("update session_activity set platform = 'sandbox' where tenant = $1", owner.Name);
        await (await Import(other.Admin, await Export(owner.Admin, "ada"))).ShouldBe(201);

        var repaired = await (await other.Admin.PostAsync("/v1/agents/ada/queue/repair", null)).ShouldBe(200);

        Assert.Equal((2, 0), (repaired["scanned"]!.GetValue<int>(), repaired["corrupted"]!.GetValue<int>()));
        Assert.Equal(0L, await Count("select count(*) from outbox where tenant = $1", other.Name));
    }

    [Fact]
    public async Task Turn_that_was_exported_while_it_ran_has_no_reply()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);
        await Execute(
            "delete from transcript_entry where tenant = $1 and session_id = 'talk' and tool_call_id = 'call-1'", owner.Name);

        await (await Import(other.Admin, await Export(owner.Admin, "ada"))).ShouldBe(201);

        Assert.Equal(1L, await Count(
            """
            select count(*) from queue_item
            where tenant = $1 and session_id = 'talk' and status = 'no_reply' and reply_seq is null
            """,
            other.Name));
    }

    [Fact]
    public async Task Session_whose_id_is_taken_gets_another_and_the_answer_says_so()
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);

        var imported = await (await Import(owner.Admin, await Export(owner.Admin, "ada"), "?as=bob")).ShouldBe(201);

        Assert.Equal(["second", "talk"], imported["parts"]!.AsArray().Select(part => part!.Text("name")));
        Assert.Contains("bob.talk", imported["parts"]![1]!.Text("note"), StringComparison.Ordinal);
        Assert.Equal("bob", (await owner.Get("/v1/sessions/bob.talk")).Text("agentId"));
        Assert.Equal("ada", (await owner.Get("/v1/sessions/talk")).Text("agentId"));
    }

    [Fact]
    public async Task Transcripts_can_be_left_out_of_a_file_and_of_an_import()
    {
        var (owner, other) = (await TestTenant.Create(access), await TestTenant.Create(access));
        await MakeAgent(owner);

        var without = await Export(owner.Admin, "ada", "?without=transcripts");
        var imported = await (await Import(
            other.Admin, await Export(owner.Admin, "ada"), "?without=transcripts")).ShouldBe(201);

        Assert.DoesNotContain("\"sessions\"", Encoding.UTF8.GetString(without), StringComparison.Ordinal);
        Assert.Equal(0, imported["sessions"]!.GetValue<int>());
        Assert.Empty((await other.Get("/v1/sessions?agent=ada"))["items"]!.AsArray());
        Assert.Equal(without, await Export(other.Admin, "ada", "?without=transcripts"));
        var refused = await (await other.Admin.PostAsync("/v1/agents/ada/exports?without=blocks", null))
            .ShouldRefuse(400, "invalid-request");
        Assert.Equal(["without"], refused.RefusedFields());
    }

    [Fact]
    public async Task Transcripts_need_rights_to_conversations()
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        var file = await Export(owner.Admin, "ada");
        var export = (await owner.Get("/v1/agents/ada/exports"))["items"]![0]!.Text("file");
        var reader = await owner.WithKey(access, "agents:execute", "agents:read", "memory:read");
        var writer = await owner.WithKey(access, "agents:write", "memory:write");

        await (await reader.PostAsync("/v1/agents/ada/exports", null)).ShouldRefuse(403, "forbidden");
        await (await reader.GetAsync(export)).ShouldRefuse(403, "forbidden");
        await (await Import(writer, file, "?as=bob")).ShouldRefuse(403, "forbidden");

        await (await owner.Admin.GetAsync("/v1/agents/bob")).ShouldRefuse(404, "not-found");
        await (await reader.PostAsync("/v1/agents/ada/exports?without=transcripts", null)).ShouldBe(202);
        await (await Import(writer, file, "?as=bob&without=transcripts")).ShouldBe(201);
    }

    [Theory]
    [InlineData("seq", "sessions[1].entries[0].seq")]
    [InlineData("turn", "sessions[1].entries[1].turn")]
    [InlineData("step", "sessions[1].entries[1].step")]
    [InlineData("role", "sessions[1].entries[0].role")]
    [InlineData("trust", "sessions[1].entries[0].trust")]
    [InlineData("occurredAt", "sessions[1].entries[0].occurredAt")]
    [InlineData("method", "sessions[1].compactions[0].method")]
    [InlineData("id", "sessions[1].id")]
    [InlineData("entries", "sessions[1].entries")]
    [InlineData("block", "blocks[0].trust")]
    [InlineData("version", "body")]
    public async Task Transcript_that_breaks_a_rule_is_refused_with_the_field_and_nothing_is_created(string fault, string field)
    {
        var owner = await TestTenant.Create(access);
        await MakeAgent(owner);
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        var content = JsonNode.Parse(Encoding.UTF8.GetString(await Export(owner.Admin, "ada")).Split('\n')[0])!;
        var talk = content["sessions"]![1]!;
        var (first, second) = (talk["entries"]![0]!, talk["entries"]![1]!);
        Action spoil = fault switch
        {
            "seq" => () => first["seq"] = 2,
            "turn" => () => second["turn"] = 9,
            "step" => () => second["step"] = 0,
            "role" => () => first["role"] = "system",
            "trust" => () => first["trust"] = "most",
            "occurredAt" => () => first["occurredAt"] = "9999-12-31T23:59:59Z",
            "method" => () => talk["compactions"]![0]!["method"] = "none",
            "id" => () => talk["id"] = "second",
            "entries" => () => talk["entries"] = new JsonArray(),
            "block" => () => content["blocks"]![0]!["trust"] = "most",
            _ => () => content["version"] = 1,
        };
        spoil();

        using var answer = await Import(
            owner.Admin, SignedFiles.Sign(key, Encoding.UTF8.GetBytes(content.ToJsonString())), "?as=spoilt&trust=true");

        Assert.Equal([field], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
        await (await owner.Admin.GetAsync("/v1/agents/spoilt")).ShouldRefuse(404, "not-found");
        Assert.Equal(0L, await Count(
            "select count(*) from transcript_entry where tenant = $1 and session_id like 'spoilt%'", owner.Name));
    }

    [Fact]
    public async Task Quota_of_sessions_holds_for_imports_too()
    {
        var owner = await TestTenant.Create(access);
        var other = await TestTenant.Create(access, new Dictionary<string, int> { ["sessions"] = 1 });
        await MakeAgent(owner);

        await (await Import(other.Admin, await Export(owner.Admin, "ada"))).ShouldRefuse(429, "quota");

        await (await other.Admin.GetAsync("/v1/agents/ada")).ShouldRefuse(404, "not-found");
        Assert.Equal(0L, await Count("select count(*) from transcript_entry where tenant = $1", other.Name));
    }

    // Two sessions; in one of them a call of a tool, reasoning, a compaction and text from outside.
    private async Task MakeAgent(TestTenant tenant)
    {
        await tenant.CreateAgent("ada");
        await (await tenant.Send("ada", "Ä 😀 \u2028 pineapple", "second")).ShouldBe(200);
        await (await tenant.Send("ada", "What time is it?", "talk")).ShouldBe(200);
        await (await tenant.Send("ada", "And now?", "talk")).ShouldBe(200);
        await Execute(
            """
            insert into transcript_entry
                (tenant, session_id, seq, turn_id, step, role, author, content, tool_calls, tool_call_id, tool_status, model,
                 input_tokens, output_tokens, model_data, occurred_at, trust)
            select tenant, session_id, seq + place, turn_id, step + place, role_, 'current_time', 'Noon.',
                calls, call, status, model_,
                   100, 7, 'Reasoning.', now(), 4
            from transcript_entry, (values
                (1, 'assistant', '[{"callId":"call-1","tool":"current_time","arguments":"{ \"a\":1}"}]'::jsonb,
                    null, null, 'scripted/any'),
                (2, 'tool', null, 'call-1', 'ok', null)) as added (place, role_, calls, call, status, model_)
            where tenant = $1 and session_id = 'talk'
                and seq = (select max(seq) from transcript_entry where tenant = $1 and session_id = 'talk')
            """,
            tenant.Name);
        await Execute(
            """
            insert into transcript_compaction
                (tenant, session_id, number, turn_id, method, entries_through, results_through, summary, last_seq, tokens_before,
                 tokens_after, created_at, trust)
            select tenant, session_id, 1, turn_id, 'summary', 2, 2, 'Summed up.', 4, 900, 90, now(), 4
            from transcript_entry where tenant = $1 and session_id = 'talk' and seq = 4
            """,
            tenant.Name);
        await (await tenant.Admin.PostAsJsonAsync("/v1/agents/ada/passages", new { text = "From a page." })).ShouldBe(201);
        await Execute("update memory_passage set trust = 4 where tenant = $1", tenant.Name);
        await Execute("update memory_block set trust = 3 where tenant = $1", tenant.Name);
    }

    private async Task Execute(string sql, string tenant)
    {
        await using var command = access.Gateway.Rows.CreateCommand(sql);
        command.Parameters.AddWithValue(tenant);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> Count(string sql, string tenant)
    {
        await using var command = access.Gateway.Rows.CreateCommand(sql);
        command.Parameters.AddWithValue(tenant);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
