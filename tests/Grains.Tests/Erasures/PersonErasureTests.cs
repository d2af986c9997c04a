using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Portability;
using Sanctum.Testing;

namespace Sanctum.Erasures;

/// <summary>A person is erased, and nobody else.</summary>
public sealed class PersonErasureTests(ErasedWorld world) : IClassFixture<ErasedWorld>
{
    private readonly string _id = $"did-{Guid.NewGuid():N}";
    private readonly string _handle = $"bo-{Guid.NewGuid():N}"[..20];
    private readonly string _secret = $"zebra{Guid.NewGuid():N}";
    private readonly string _words = $"The words that both say {Guid.NewGuid():N}.";
    private readonly string _session = SanctumHost.NewSession();

    private const string VectorsOf =
        "select count(*) from transcript_embedding join transcript_entry using (tenant, session_id, seq) where turn_id = $1";

    private string Ann => $"{_id[..10]}-ann";

    [Fact]
    public async Task Person_is_in_no_row_and_no_recording_afterwards_and_a_bystander_with_the_same_words_loses_nothing()
    {
        var agent = await world.NewAgent();
        var shared = await ShareBlock(agent);
        await AddPerson();
        await world.AddProfile(Guid.NewGuid(), "sandbox", Ann, "ann");
        await Append(agent, "notes", "An operator's line.");
        var before = await Say(agent, Ann, "ann", $"{_words} first", shared);
        var said = await Say(agent, _id, _handle, $"{_words} {_secret}", shared);
        await Say(agent, Ann, "ann", $"{_words} last", shared);
        var alone = await world.Say(agent, $"own-{_id}", _id, _handle, $"{_secret} alone");
        await PlantNotes(agent);
        await PlantRows(agent, said);
        Assert.NotEmpty(await world.Find(_secret));

        var erasure = await world.Ended((await world.Erasures.Start("sandbox", _handle, "user/ada")).Id);

        // docs/erasure.md says why the audit log stays.
        await IsNowhere(_secret);
        await IsNowhere(_id);
        await IsNowhere(_handle);
        Assert.Equal($"An operator's line.\n{_words} first\n{_words} last", (await world.Memory(agent).Find("notes"))!.Value);
        Assert.Equal($"{_words} first\n{_words} last", (await world.Memory(agent).Find(shared))!.Value);
        var texts = (await world.Passages(agent).List(null, 50)).Items.Select(passage => passage.Text).Order();
        Assert.Equal([$"{_words} first", $"{_words} last"], texts);
        Assert.Equal(
            $"{_words} first",
            await world.Scalar("select content from transcript_entry where turn_id = $1 and step = 0", before));
        Assert.Equal(
            "[erased]", await world.Scalar("select content from transcript_entry where turn_id = $1 and step = 0", said));
        Assert.Null(await world.Scalar("select content from transcript_entry where turn_id = $1", alone));
        Assert.Equal("0", await world.Scalar(VectorsOf, said));
        Assert.NotEqual("0", await world.Scalar(VectorsOf, before));
        Assert.Equal("1", await world.Scalar("select count(*) from platform_profile where profile_id = $1", Ann));
        Assert.Equal(2, erasure.Erased.Single(erased => erased.What == "messages").Count);
        await world.Say(agent, _session, Ann, "ann", $"{_words} again");
        await Shared(shared).Edit(
            new MemoryEdit(Guid.NewGuid().ToString(), shared, MemoryEditKind.Append, "And more.", null, "operator"), null);
        Assert.Equal($"{_words} first\n{_words} last\nAnd more.", (await world.Memory(agent).Find(shared))!.Value);
    }

    [Fact]
    public async Task Receipt_is_signed_and_names_the_person_by_a_hash_and_the_posts_that_stay()
    {
        var agent = await world.NewAgent();
        await AddPerson();
        var said = await world.Say(agent, _session, _id, _handle, $"{_words} {_secret}");
        await world.Execute(
            """
            update outbox set platform = 'bluesky', account = 'ada', status = 'posted',
                external_id = 'at://ada/post/1', due_at = null
            where id = $1
            """,
            said);

        var erasure = await world.Ended((await world.Erasures.Start("sandbox", _id, "user/ada")).Id);
        var receipt = await world.Erasures.ReadReceipt(erasure.Id);

        var (content, signer) = AgentFileSignature.Open(Encoding.UTF8.GetBytes(receipt));
        Assert.True(await world.Host.Part<AgentFileKeys>().IsOwn(signer.PublicKey, CancellationToken.None));
        using var json = JsonDocument.Parse(content);
        var root = json.RootElement;
        Assert.Equal("sanctum.erasure-receipt/1", root.GetProperty("format").GetString());
        Assert.Equal("user/ada", root.GetProperty("requestedBy").GetString());
        Assert.Contains(
            ErasureReceipt.HashOf("default", "sandbox", _id),
            root.GetProperty("people").EnumerateArray().Select(hash => hash.GetString()));
        Assert.DoesNotContain(_id, receipt, StringComparison.Ordinal);
        Assert.Equal("at://ada/post/1", root.GetProperty("published")[0].GetProperty("externalId").GetString());
        Assert.Contains(
            "transcript entries", root.GetProperty("erased").EnumerateArray().Select(one => one.GetProperty("what").GetString()));
    }

    [Fact]
    public async Task Second_erasure_of_the_same_person_erases_nothing()
    {
        var agent = await world.NewAgent();
        await AddPerson();
        await world.Say(agent, _session, _id, _handle, $"{_words} {_secret}");
        var first = await world.Ended((await world.Erasures.Start("sandbox", _id, "user/ada")).Id);

        var second = await world.Ended((await world.Erasures.Start("sandbox", _id, "user/ada")).Id);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Empty(second.Erased);
        Assert.Equal(
            [second.Id, first.Id],
            (await world.Erasures.List(null, 200)).Items.Select(one => one.Id).Where(id => id == first.Id || id == second.Id));
    }

    [Fact]
    public async Task Person_whom_nobody_met_is_not_found()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => world.Erasures.Start("sandbox", _id, "user/ada"));
        await Assert.ThrowsAsync<InvalidRequestException>(() => world.Erasures.Start("sandbox", "", "user/ada"));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Erasures.Get(Guid.NewGuid()));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Erasures.ReadReceipt(Guid.NewGuid()));
    }

    [Fact]
    public async Task Turn_under_way_is_discarded_and_writes_nothing_more()
    {
        var agent = await world.NewAgent();
        await AddPerson();
        var question = $"{_words} {_secret} held";
        var held = world.Host.Model.Hold(question);
        var item = await world.Send(agent, $"own-{_id}", _id, _handle, question);
        await Eventually.True(() => Task.FromResult(world.Host.Model.Asked.Contains(question)));

        var started = await world.Erasures.Start("sandbox", _id, "user/ada");
        await Eventually.Get(
            () => world.Erasures.Get(started.Id), found => found.Erased.Any(erased => erased.What == "open messages"));
        held.Release();
        await world.Ended(started.Id);

        Assert.Empty(await world.Find(_secret));
        Assert.Null(await world.Scalar("select status from queue_item where id = $1", item));
    }

    [Fact]
    public async Task Person_of_another_tenant_with_the_same_profile_is_untouched()
    {
        var agent = await world.NewAgent();
        await AddPerson();
        var other = Guid.NewGuid();
        await world.AddProfile(other, "sandbox", _id, _handle, "other");
        await world.Execute(
            """
            insert into memory_block (tenant, agent, label, value, description, char_limit)
            values ('other', $1, 'user_' || $2, $3, '', 1000)
            """,
            agent, _handle, _secret);

        await world.Ended((await world.Erasures.Start("sandbox", _id, "user/ada")).Id);

        Assert.Equal(
            "1", await world.Scalar("select count(*) from platform_profile where tenant = 'other' and profile_id = $1", _id));
        Assert.Equal("1", await world.Scalar("select count(*) from platform_user where id = $1", other));
        Assert.Equal(_secret, await world.Scalar("select value from memory_block where tenant = 'other' and agent = $1", agent));
    }

    private async Task IsNowhere(string text)
    {
        var found = (await world.Find(text)).Where(row => !row.StartsWith("audit_entry:", StringComparison.Ordinal)).ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private async Task AddPerson()
    {
        var person = Guid.NewGuid();
        await world.AddProfile(person, "sandbox", _id, _handle);
        await world.AddProfile(person, "webchat", $"v-{_id}", $"{_handle}2");
    }

    // The model keeps what people say in a block, in a shared block and as a passage.
    private Task<Guid> Say(string agent, string profile, string handle, string text, string shared)
    {
        FunctionCallContent[] calls =
        [
            new($"n{Guid.NewGuid():N}", "memory_append", Arguments("notes", text)),
            new($"s{Guid.NewGuid():N}", "memory_append", Arguments(shared, text)),
            new($"p{Guid.NewGuid():N}", "archival_memory_insert", new Dictionary<string, object?> { ["text"] = text }),
        ];
        return world.Say(agent, _session, profile, handle, text, calls);
    }

    private static Dictionary<string, object?> Arguments(string label, string text) =>
        new() { ["label"] = label, ["text"] = text };

    private ISharedBlockGrain Shared(string label) => world.Host.Grains.GetGrain<ISharedBlockGrain>($"default/{label}");

    private async Task<string> ShareBlock(string agent)
    {
        var label = $"house-{Guid.NewGuid():N}";
        await Shared(label).Edit(
            new MemoryEdit(Guid.NewGuid().ToString(), label, MemoryEditKind.Write, "", null, "operator"), null);
        await world.Memory(agent).Share(label, BlockRight.Append, "operator");
        return label;
    }

    private Task Append(string agent, string label, string line) => world.Memory(agent).Edit(
        new MemoryEdit(Guid.NewGuid().ToString(), label, MemoryEditKind.Append, line, null, "operator"));

    // Notes about the person, changed once, so that they have versions.
    private async Task PlantNotes(string agent)
    {
        await world.Memory(agent).Attach($"user_{_handle}", $"What you know about @{_handle}.");
        await Append(agent, $"user_{_handle}", $"Likes {_secret}.");
        await Append(agent, $"user_{_handle}", "Is kind.");
    }

    // What other parts write of a person.
    private async Task PlantRows(string agent, Guid said)
    {
        await world.Execute(
            """
            insert into webchat_message (tenant, account, visitor_id, conversation_id, seq, message_id, is_reply, body)
            values ('default', 'chat', $1, 'c', 1, 'm', false, $2), ('default', 'chat', $1, 'c', 2, 'r', true, $2)
            """,
            $"v-{_id}", _secret);
        await world.Execute(
            "insert into webchat_visitor (token_hash, tenant, account, visitor_id) values (sha256($1), 'default', 'chat', $2)",
            Encoding.UTF8.GetBytes(_id), $"v-{_id}");
        await world.Execute(
            "insert into profile_cache (tenant, platform, account, person, profile) " +
            "values ('default', 'sandbox', 'test', $1, $2)",
            _id, $$"""{"Id":"{{_id}}"}""");
        await world.Execute(
            """
            insert into transcript_compaction (tenant, session_id, number, turn_id, method,
                entries_through, results_through, summary,
                last_seq, tokens_before, tokens_after, created_at)
            values ('default', $1, 1, $2, 'summary', 0, 0, $3, 1, 1, 1, now())
            """,
            _session, said, $"They said {_secret}.");
        await world.Execute(
            """
            insert into approval (tenant, id, action, agent, subject, session_id, act_hash, arguments,
                arguments_hash, risk, reason, who,
                allows_at_end, requested_by, deadline, waiters)
            values ('default', $1, 'tool.execute', $2, 'tool/x', $3, sha256($4), $5, sha256($4),
                'low', 'r', '{}', false, 'agent/a',
                now() + interval '1 day', array['turn/' || $2 || '/' || $6::text])
            """,
            Guid.NewGuid(), agent, _session, Encoding.UTF8.GetBytes(_id), $$"""{"text":"{{_secret}}"}""", said);
        await world.Execute(
            """
            insert into dead_letter (tenant, queue, id, key, event, error, attempts)
            values ('default', 'memory.wal.dlq', $1, 'default/' || $2, jsonb_build_object('payload', jsonb_build_object(
                'label', 'user_' || $3, 'value', $4::text)), 'e', 1)
            """,
            Guid.NewGuid(), agent, _handle, _secret);
        await world.Execute(
            "insert into agent_export (tenant, agent, id, requested_by, state, created_at, ended_at) " +
            "values ('default', $1, $2, 'u', 'done', now(), now())",
            agent, said);
        await world.Execute(
            "insert into agent_export_content (tenant, agent, export, content) values ('default', $1, $2, $3)", agent, said,
            Encoding.UTF8.GetBytes(_secret));
        await world.Execute(
            """
            with session as (insert into memory_session (tenant, session, version, created_at, updated_at)
                values ('default', $1, 1, now(), now()))
            insert into memory_backup (tenant, id, session, version, keys, bytes, content, created_by, created_at)
            values ('default', $2, $1, 1, 1, 1, $3, 'u', now())
            """,
            $"own-{_id}", Guid.NewGuid(), _secret);
        await world.Execute(
            """
            with run as (insert into consolidation_run (tenant, agent, id, mode, actor, created_at, ended_at)
                values ('default', $1, $2, 'ask', 'u', now(), now()))
            insert into consolidation_proposal (tenant, agent, run, label, base_version, text, reason, diff, trust)
            values ('default', $1, $2, 'notes', 1, $3, '', '', 0)
            """,
            agent, Guid.NewGuid(), _secret);
        await world.Execute(
            "insert into transcript_embedding (tenant, agent, session_id, seq, occurred_at) " +
            "select tenant, $1, session_id, seq, occurred_at from transcript_entry where tenant = 'default' and session_id = $2",
            agent, _session);
    }
}
