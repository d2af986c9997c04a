using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Testing.Models;

namespace Sanctum.Health;

public sealed class HealthTests
{
    private const string Busy = """{"error":{"message":"Not now.","type":"server_error"}}""";

    [Fact]
    public async Task What_does_not_work_is_named_with_its_reason()
    {
        await using var server = await LoopbackModelServer.Start([.. Enumerable.Repeat(LoopbackModelServer.Refuse(503, Busy), 50)]);
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
        await host.Execute($"update platform_account set status = 'failed', status_reason = 'The password is wrong.' where account = '{refused}'");

        var found = await Eventually.Get(async () => (await health.ListImpairments()).Items.AsEnumerable(), some => some.Count() == 3);

        Assert.Equal([("account", $"scripted/{refused}"), ("model", "down"), ("outbox", $"scripted/{sending}")], found.Select(one => (one.Part, one.Name)));
        Assert.Equal("The password is wrong.", found.First().Reason);
        Assert.All(found, one => Assert.NotEmpty(one.Reason));
    }

    private static async Task AskModelThatFails(PlatformHost host)
    {
        var agent = $"a-{Guid.NewGuid():N}"[..20];
        await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Create(new AgentDefinition(
            agent, agent, "", new AgentPersonality("A test."), new AgentCapabilities("down/any"), []));
        await host.Grains.GetGrain<IQueueGrain>($"default/{agent}").Enqueue(new Notification(
            "n", SanctumHost.NewSession(), PlatformNames.Sandbox, "test", "tester", "hello", QueuePriority.Normal, DateTimeOffset.UtcNow));
    }
}
