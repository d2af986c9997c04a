using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Agents;
using Sanctum.Queues;
using Sanctum.Tests;

namespace Sanctum.Repeats;

public sealed class RepeatTests : IAsyncLifetime
{
    private const string Get = $"{nameof(IAgentGrain)}.{nameof(IAgentGrain.Get)}";
    private const string Enqueue = $"{nameof(IQueueGrain)}.{nameof(IQueueGrain.Enqueue)}";
    private const string Wait = $"{nameof(IQueueGrain)}.{nameof(IQueueGrain.WaitForOutcome)}";
    private const string Retry = $"{nameof(IQueueGrain)}.{nameof(IQueueGrain.Retry)}";

    private readonly FaultyCalls _calls = new();
    private readonly RunningGateway _gateway;

    public RepeatTests() =>
        _gateway = new RunningGateway { AlsoRegister = services => services.AddSingleton<IOutgoingGrainCallFilter>(_calls) };

    // A try that is slow because the machine is busy would be repeated as well, and be one call too many.
    public Task InitializeAsync() =>
        _gateway.Start("Sanctum:Gateway:TryTimeout=00:00:03", "Sanctum:Gateway:RequestDeadline=00:00:12");

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_read_outlives_calls_that_fail()
    {
        var agent = await _gateway.CreateAgent();
        _calls.Script($"default/{agent}", Get, (call, context) => call <= 3 ? throw FaultyCalls.Unavailable() : context.Invoke());

        Assert.Equal(agent, (await _gateway.Get($"/v1/agents/{agent}")).Text("id"));

        Assert.Equal(4, _calls.Calls($"default/{agent}", Get));
        Assert.Contains(
            "sanctum_gateway_repeats_total{reason=\"failed\"}", await _gateway.Http.GetStringAsync("/metrics"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_whose_call_hangs_is_answered_by_the_next_try()
    {
        var agent = await _gateway.CreateAgent();
        _calls.Script($"default/{agent}", Get, (call, context) => call == 1 ? Task.Delay(Timeout.Infinite) : context.Invoke());

        Assert.Equal(agent, (await _gateway.Get($"/v1/agents/{agent}")).Text("id"));

        Assert.Equal(2, _calls.Calls($"default/{agent}", Get));
    }

    [Fact]
    public async Task A_slow_first_answer_counts_although_another_try_is_under_way()
    {
        var agent = await _gateway.CreateAgent();
        var again = new TaskCompletionSource();
        _calls.Script($"default/{agent}", Get, async (call, context) =>
        {
            if (call > 1)
            {
                again.TrySetResult();
                await Task.Delay(Timeout.Infinite);
            }
            await again.Task;
            await context.Invoke();
        });

        Assert.Equal(agent, (await _gateway.Get($"/v1/agents/{agent}")).Text("id"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_without_a_key_is_one_message_although_its_first_answer_was_lost(bool hangs)
    {
        var agent = await _gateway.CreateAgent();
        LoseFirst(agent, hangs);

        using var response = await _gateway.Send(agent, new { text = "hello" });

        Assert.False((await response.ShouldBe(202))["isDuplicate"]!.GetValue<bool>());
        Assert.Equal(2, _calls.Calls($"default/{agent}", Enqueue));
        Assert.Equal(1L, await Items(agent));
    }

    [Fact]
    public async Task A_chat_completion_is_one_message_although_the_first_answer_of_its_queue_was_lost()
    {
        var agent = await _gateway.CreateAgent();
        LoseFirst(agent, hangs: false);

        using var response = await _gateway.Http.PostAsJsonAsync(
            "/v1/chat/completions", new { model = agent, messages = new[] { new { role = "user", content = "hello" } } });

        await response.ShouldBe(200);
        Assert.Equal(2, _calls.Calls($"default/{agent}", Enqueue));
        Assert.Equal(1L, await Items(agent));
    }

    [Fact]
    public async Task Waiting_for_a_reply_outlives_a_silo()
    {
        var agent = await _gateway.CreateAgent();
        _calls.Script(
            $"default/{agent}", Wait, (call, context) => call == 1 ? throw FaultyCalls.Unavailable() : context.Invoke());

        using var response = await _gateway.Send(agent, new { text = "hello" }, "?wait=20s");

        await response.ShouldBe(200);
    }

    [Fact]
    public async Task A_write_that_carries_no_key_is_not_repeated()
    {
        var agent = await _gateway.CreateAgent();
        using var sent = await _gateway.Send(agent, new { text = "hello" });
        var item = (await sent.ShouldBe(202)).Text("itemId");
        _calls.Script($"default/{agent}", Retry, (_, _) => throw FaultyCalls.Unavailable());

        using var response = await _gateway.Http.PostAsync($"/v1/agents/{agent}/queue/items/{item}/retry", null);

        await response.ShouldRefuse(503, "cluster-unavailable");
        Assert.Equal(1, _calls.Calls($"default/{agent}", Retry));
    }

    [Fact]
    public async Task What_the_agents_refuse_is_not_repeated()
    {
        var agent = await _gateway.CreateAgent();
        _calls.Script(
            $"default/{agent}", Get,
            (_, _) => throw new OrleansException("wrapped", new Errors.StorageUnavailableException("The database is away.")));

        using var response = await _gateway.Http.GetAsync($"/v1/agents/{agent}");

        await response.ShouldRefuse(503, "storage-unavailable");
        Assert.Equal(1, _calls.Calls($"default/{agent}", Get));
    }

    [Fact]
    public async Task Only_after_the_deadline_the_answer_is_503_with_Retry_After()
    {
        var agent = await _gateway.CreateAgent();
        _calls.Script(
            $"default/{agent}", Get, (call, _) => call % 2 == 1 ? throw FaultyCalls.Unavailable() : Task.Delay(Timeout.Infinite));

        using var response = await _gateway.Http.GetAsync($"/v1/agents/{agent}");

        await response.ShouldRefuse(503, "cluster-unavailable");
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.True(_calls.Calls($"default/{agent}", Get) > 2);
    }

    // The call arrives and is a row; only its answer is lost.
    private void LoseFirst(string agent, bool hangs) => _calls.Script($"default/{agent}", Enqueue, async (call, context) =>
    {
        await context.Invoke();
        if (call > 1)
            return;
        if (hangs)
            await Task.Delay(Timeout.Infinite);
        throw FaultyCalls.Unavailable();
    });

    private async Task<long> Items(string agent)
    {
        await using var count = _gateway.Rows.CreateCommand($"select count(*) from queue_item where agent = '{agent}'");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
