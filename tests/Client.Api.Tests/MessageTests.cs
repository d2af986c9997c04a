namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class MessageTests(RunningGateway gateway)
{
    [Fact]
    public async Task Who_waits_gets_the_reply_itself()
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Send(agent, new { text = "good morning", sessionId = $"{agent}-s" }, "?wait=30s");

        var answer = await response.ShouldBe(200);
        Assert.Equal("done", answer.Text("status"));
        Assert.Equal("You said: good morning", answer["reply"]!.Text("content"));
        Assert.Equal($"{agent}-s", answer.Text("sessionId"));
    }

    [Fact]
    public async Task Who_does_not_wait_finds_the_reply_under_the_links()
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Send(agent, new { text = "good morning" });

        var accepted = await response.ShouldBe(202);
        var transcript = await Testing.Eventually.Get(
            () => gateway.Get(accepted["links"]!.Text("transcript")), page => page["lastSeq"]!.GetValue<long>() == 2);
        Assert.Equal(["user", "assistant"], transcript["items"]!.AsArray().Select(entry => entry!.Text("role")));
        Assert.Equal(agent, (await gateway.Get(accepted["links"]!.Text("session"))).Text("agentId"));
    }

    [Fact]
    public async Task Reply_that_is_not_there_in_time_is_accepted_and_comes_later()
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Send(agent, new { text = $"hold {agent}" }, "?wait=100ms");

        var accepted = await response.ShouldBe(202);
        gateway.Model.Release(agent);
        await Testing.Eventually.Get(
            () => gateway.Get(accepted["links"]!.Text("transcript")), page => page["lastSeq"]!.GetValue<long>() == 2);
    }

    [Theory, InlineData("running"), InlineData("paused")]
    public async Task Session_of_another_agent_is_refused_and_nothing_is_queued(string mode)
    {
        var (owner, other) = (await gateway.CreateAgent(), await gateway.CreateAgent());
        using var first = await gateway.Send(owner, new { text = "mine", sessionId = $"{owner}-s" }, "?wait=30s");
        await first.ShouldBe(200);
        if (mode == "paused")
        {
            using var paused = await gateway.Http.PostAsync($"/v1/agents/{other}/queue/pause", RunningGateway.Json("{}"));
            await paused.ShouldBe(200);
        }

        using var refused = await gateway.Send(other, new { text = "yours", sessionId = $"{owner}-s" });

        await refused.ShouldRefuse(409, "conflict");
        Assert.Empty((await gateway.Get($"/v1/agents/{other}/queue/items"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Same_idempotency_key_is_the_same_message()
    {
        var agent = await gateway.CreateAgent();
        async Task<System.Text.Json.Nodes.JsonNode> Send()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agent}/messages?wait=30s")
            {
                Content = RunningGateway.Json($$"""{"text":"once","sessionId":"{{agent}}-s"}"""),
            };
            request.Headers.Add("Idempotency-Key", "my key");
            using var response = await gateway.Http.SendAsync(request);
            return await response.ShouldBe(200);
        }

        var first = await Send();
        var second = await Send();

        Assert.Equal(first.Text("itemId"), second.Text("itemId"));
        Assert.True(second["isDuplicate"]!.GetValue<bool>());
        Assert.Equal(2, (await gateway.Get($"/v1/sessions/{agent}-s"))["lastSeq"]!.GetValue<long>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("named")]
    public async Task Message_sent_again_without_its_session_opens_no_other(string? session)
    {
        var agent = await gateway.CreateAgent();
        var named = session is null ? null : $"{agent}-{session}";
        using var sent = await gateway.Send(agent, new { text = "once", sessionId = named, idempotencyKey = "k" }, "?wait=30s");

        using var again = await gateway.Send(agent, new { text = "once", idempotencyKey = "k" }, "?wait=30s");

        Assert.Equal((await sent.ShouldBe(200)).Text("sessionId"), (await again.ShouldBe(200)).Text("sessionId"));
        await using var count = gateway.Rows.CreateCommand(
            $"select count(*) from grain_state where state_name = 'session' and payload->>'AgentId' = '{agent}'");
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("""{"text":"another","sessionId":"$s","idempotencyKey":"k"}""")]
    [InlineData("""{"text":"once","sessionId":"$s-other","idempotencyKey":"k"}""")]
    [InlineData("""{"text":"once","sessionId":"$s","idempotencyKey":"k","from":"Bob"}""")]
    public async Task Idempotency_key_of_another_message_is_refused(string other)
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Send(agent, new { text = "once", sessionId = $"{agent}-s", idempotencyKey = "k" }, "?wait=30s"))
            .EnsureSuccessStatusCode().Dispose();

        using var response = await gateway.Http.PostAsync(
            $"/v1/agents/{agent}/messages", RunningGateway.Json(other.Replace("$s", $"{agent}-s", StringComparison.Ordinal)));

        await response.ShouldRefuse(409, "conflict");
    }

    [Fact]
    public async Task Failed_turn_is_a_problem_for_who_waits_and_can_be_discarded()
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Send(agent, new { text = "fail" }, "?wait=30s");

        var problem = await response.ShouldRefuse(502, "turn-failed");
        Assert.Contains("scripted failure", problem.Text("detail"), StringComparison.Ordinal);
        var failed = (await gateway.Get($"/v1/agents/{agent}/queue/items?status=error"))["items"]!.AsArray().Single()!;
        Assert.Equal("permanent", failed.Text("lastErrorClass"));
        using var discarded = await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/items/{failed.Text("id")}/discard", null);
        Assert.Equal("no_reply", (await discarded.ShouldBe(200)).Text("status"));
        Assert.Equal(1, (await gateway.Get($"/v1/agents/{agent}/queue"))["noReply"]!.GetValue<int>());
    }

    [Fact]
    public async Task Failed_item_can_be_retried_and_a_done_one_cannot()
    {
        var agent = await gateway.CreateAgent();
        using var failing = await gateway.Send(agent, new { text = "fail" }, "?wait=30s");
        using var working = await gateway.Send(agent, new { text = "hello" }, "?wait=30s");
        var failed = (await gateway.Get($"/v1/agents/{agent}/queue/items?status=error"))["items"]![0]!.Text("id");

        using var retried = await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/items/{failed}/retry", null);
        using var refused = await gateway.Http.PostAsync(
            $"/v1/agents/{agent}/queue/items/{(await working.ShouldBe(200)).Text("itemId")}/retry", null);

        Assert.Equal(failed, (await retried.ShouldBe(200)).Text("id"));
        await refused.ShouldRefuse(409, "conflict");
    }

    [Fact]
    public async Task Cancel_ends_the_running_turn_and_tells_who_waits()
    {
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        var waiting = gateway.Send(agent, new { text = $"hold {agent}", sessionId = session }, "?wait=60s");
        await Testing.Eventually.Get(
            () => gateway.Get($"/v1/agents/{agent}/queue"), queue => queue["processing"]!.GetValue<int>() == 1);

        using var cancelled = await gateway.Http.PostAsync($"/v1/sessions/{session}/cancel", null);

        Assert.Equal(1, (await cancelled.ShouldBe(200))["cancelled"]!.GetValue<int>());
        using var answer = await waiting;
        await answer.ShouldRefuse(409, "turn-cancelled");
        gateway.Model.Release(agent);
        using var next = await gateway.Send(agent, new { text = "and now?", sessionId = session }, "?wait=30s");
        Assert.Equal("You said: and now?", (await next.ShouldBe(200))["reply"]!.Text("content"));
    }

    [Fact]
    public async Task Who_waits_for_a_turn_that_a_policy_denies_is_told_which_and_its_item_and_event_say_it_too()
    {
        const string Reason = "conversation.send is denied: the agent is retired.";
        var agent = await gateway.CreateAgent();
        var session = $"{agent}-s";
        using var first = await gateway.Send(agent, new { text = $"hold {agent}", sessionId = session });
        await first.ShouldBe(202);
        await Testing.Eventually.True(() => Task.FromResult(gateway.Model.HasHeld(agent)));
        await using var events = await EventStream.Open(gateway, session);
        var waiting = gateway.Send(agent, new { text = "and me?", sessionId = session }, "?wait=60s");
        await Testing.Eventually.Get(() => gateway.Get($"/v1/agents/{agent}/queue"), queue => queue["new"]!.GetValue<int>() == 1);

        using var retired = await gateway.Http.DeleteAsync($"/v1/agents/{agent}");
        gateway.Model.Release(agent);

        using var answer = await waiting;
        Assert.Equal(Reason, (await answer.ShouldRefuse(403, "policy-denied")).Text("detail"));
        var denied = (await gateway.Get($"/v1/agents/{agent}/queue/items?status=no_reply"))["items"]!.AsArray().Single()!;
        Assert.Equal((Reason, "denied"), (denied.Text("lastError"), denied.Text("stopReason")));
        var ended = await events.Until((type, data) => type == "turn.ended" && data.Text("turnId") == denied.Text("id"));
        Assert.Equal(Reason, ended[^1].Data.Text("error"));
    }

    [Fact]
    public async Task A_message_has_the_priority_that_it_is_sent_with()
    {
        var agent = await gateway.CreateAgent();

        foreach (var message in new object[] { new { text = "whenever" },
            new { text = "please", priority = "normal" }, new { text = "now", priority = "high" } })
            (await gateway.Send(agent, message)).Dispose();

        var items = (await gateway.Get($"/v1/agents/{agent}/queue/items"))["items"]!.AsArray();
        Assert.Equal(["normal", "normal", "high"], items.Select(item => item!["notification"]!.Text("priority")));
    }

    [Fact]
    public async Task Session_of_one_agent_is_closed_to_another()
    {
        var (one, other) = (await gateway.CreateAgent(), await gateway.CreateAgent());
        using var first = await gateway.Send(one, new { text = "mine", sessionId = $"{one}-s" });

        using var second = await gateway.Send(other, new { text = "mine too", sessionId = $"{one}-s" });

        await second.ShouldRefuse(409, "conflict");
    }

    [Fact]
    public async Task Transcript_pages_follow_each_other()
    {
        var agent = await gateway.CreateAgent();
        foreach (var text in new[] { "one", "two" })
            (await gateway.Send(agent, new { text, sessionId = $"{agent}-s" }, "?wait=30s")).Dispose();

        var first = await gateway.Get($"/v1/sessions/{agent}-s/transcript?limit=3");
        var second = await gateway.Get($"/v1/sessions/{agent}-s/transcript?limit=3&after={first["next"]!.GetValue<long>()}");

        Assert.Equal([1, 2, 3], first["items"]!.AsArray().Select(entry => entry!["seq"]!.GetValue<int>()));
        Assert.Equal([4], second["items"]!.AsArray().Select(entry => entry!["seq"]!.GetValue<int>()));
        Assert.Null(second["next"]);
    }

    [Theory]
    [InlineData("""{}""", "text")]
    [InlineData("""{"text":"  "}""", "text")]
    [InlineData("""{"text":5}""", "text")]
    [InlineData("""{"text":"a","text":"b"}""", "text")]
    [InlineData("""{"text":"a","mood":"good"}""", "mood")]
    [InlineData("""{"text":"a","sessionId":"../x"}""", "sessionId")]
    [InlineData("""{"text":"a","from":"a\u0007b"}""", "from")]
    [InlineData("""{"text":"a","idempotencyKey":""}""", "idempotencyKey")]
    [InlineData("""{"text":"a","priority":"urgent"}""", "priority")]
    [InlineData("""{"text":"a","priority":""}""", "priority")]
    [InlineData("""["text"]""", "body")]
    public async Task Message_that_breaks_a_rule_is_refused_by_its_field(string body, string field)
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Http.PostAsync($"/v1/agents/{agent}/messages", RunningGateway.Json(body));

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
        Assert.Equal(0, (await gateway.Get($"/v1/agents/{agent}/queue"))["new"]!.GetValue<int>());
    }

    [Fact]
    public async Task Text_may_be_32000_characters_and_not_one_more()
    {
        var agent = await gateway.CreateAgent();

        using var longest = await gateway.Send(agent, new { text = new string('a', 32_000) });
        using var longer = await gateway.Send(agent, new { text = new string('a', 32_001) });

        await longest.ShouldBe(202);
        Assert.Contains("32000", (await longer.ShouldRefuse(400, "invalid-request")).Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?wait=soon", "wait")]
    [InlineData("?wait=121s", "wait")]
    [InlineData("?wait=-1", "wait")]
    public async Task Wait_that_cannot_be_is_refused_before_the_message_is_taken(string query, string field)
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Send(agent, new { text = "hello" }, query);

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
        Assert.Empty((await gateway.Get($"/v1/agents/{agent}/queue/items"))["items"]!.AsArray());
    }
}
