using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Testing.Models;
using Sanctum.Turns;

namespace Sanctum.Health;

public sealed class HealthTests
{
    private const string Busy = """{"error":{"message":"Not now.","type":"server_error"}}""";

    [Fact]
    public async Task What_does_not_work_is_named_with_its_reason()
    {
        await using var server = await LoopbackModelServer.Start(
            [.. Enumerable.Repeat(LoopbackModelServer.Refuse(503, Busy), 50)]);
        await using var host = await PlatformHost.Start(
            ("Sanctum:Models:Providers:down:Kind", "OpenAI"), ("Sanctum:Models:Providers:down:BaseUrl", server.Url + "/v1"),
            ("Sanctum:Models:Providers:down:MaxRetries", "0"), ("Sanctum:Models:Providers:down:CircuitAttempts", "2"),
            ("Sanctum:Models:Providers:down:CircuitBreak", "00:10:00"), ("Sanctum:Queue:RetryMaxDelay", "00:00:01"),
            ("Sanctum:Outbox:CircuitThreshold", "1"), ("Sanctum:Outbox:CircuitPause", "00:10:00"));
        var health = host.Grains.GetGrain<IHealthGrain>("default/health");
        var sending = await host.Connect();
        var refused = await host.Connect();
        Assert.Empty((await health.ListImpairments()).Items);

        host.Platform.PostFault = _ => new DependencyException("scripted", "is down", ErrorClass.Transient);
        host.Platform.Notify(sending, "hello");
        await AskModelThatFails(host);
        await host.Execute(
            "update platform_account set status = 'failed', status_reason = 'The password is wrong.' " +
            $"where account = '{refused}'");

        var found = await Eventually.Get(
            async () => (await health.ListImpairments()).Items.AsEnumerable(), some => some.Count() == 3);

        Assert.Equal(
            [("account", $"scripted/{refused}"), ("model", "down"), ("outbox", $"scripted/{sending}")],
            found.Select(one => (one.Part, one.Name)));
        Assert.Equal("The password is wrong.", found.First().Reason);
        Assert.All(found, one => Assert.NotEmpty(one.Reason));
    }

    [Fact]
    public async Task Provider_without_a_key_is_named_while_an_agent_in_service_needs_it()
    {
        await using var host = await PlatformHost.Start(("OPENAI_API_KEY", ""), ("ANTHROPIC_API_KEY", ""));
        var health = host.Grains.GetGrain<IHealthGrain>("default/health");
        await Create(host, "at-home", "local/default");
        Assert.Empty((await health.ListImpairments()).Items);

        var needy = host.Grains.GetGrain<IAgentGrain>("default/needy");
        await Create(host, "needy", "anthropic/some-model");

        var found = Assert.Single((await health.ListImpairments()).Items);
        Assert.Equal(("model", "anthropic"), (found.Part, found.Name));
        Assert.Contains("'needy'", found.Reason, StringComparison.Ordinal);
        Assert.Contains("ANTHROPIC_API_KEY", found.Reason, StringComparison.Ordinal);
        await needy.Retire();
        Assert.Empty((await health.ListImpairments()).Items);
    }

    [Theory]
    [InlineData("Sanctum:Models:Providers:openai:Timeout", "00:01:00", "openai")]
    [InlineData("Sanctum:Models:Providers:mine:Kind", "OpenAI", "mine")]
    [InlineData("Sanctum:Models:Providers:mine:BaseUrl", "http://127.0.0.1:9/v1", null)]
    [InlineData("Sanctum:Models:Providers:openai:ApiKey", "sk-1", null)]
    public async Task Provider_that_is_configured_and_has_no_key_is_named_unless_it_needs_none(
        string setting, string value, string? named)
    {
        await using var host = await PlatformHost.Start(("OPENAI_API_KEY", ""), ("ANTHROPIC_API_KEY", ""), (setting, value));

        var found = (await host.Grains.GetGrain<IHealthGrain>("default/health").ListImpairments()).Items;

        Assert.Equal(named is null ? [] : [named], found.Select(one => one.Name));
        Assert.All(found, one => Assert.Contains("OPENAI_API_KEY", one.Reason, StringComparison.Ordinal));
    }

    private static Task Create(PlatformHost host, string agent, string model) =>
        host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Create(
        new AgentDefinition(agent, agent, "", new AgentPersonality("A test."), new AgentCapabilities(model), []));

    private static async Task AskModelThatFails(PlatformHost host)
    {
        var agent = $"a-{Guid.NewGuid():N}"[..20];
        await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Create(new AgentDefinition(
            agent, agent, "", new AgentPersonality("A test."), new AgentCapabilities("down/any"), []));
        await host.Grains.GetGrain<IQueueGrain>($"default/{agent}").Enqueue(new Notification(
            "n", SanctumHost.NewSession(), PlatformNames.Sandbox, "test", "tester", "hello", QueuePriority.Normal,
            DateTimeOffset.UtcNow));
    }
}
