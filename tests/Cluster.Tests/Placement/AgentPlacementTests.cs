using System.Collections.Concurrent;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Cluster.Placement;

/// <summary>Where the grains of an agent are, and what becomes of those who watch its sessions when their silo dies.</summary>
public sealed class AgentPlacementTests : IAsyncLifetime
{
    private const int Agents = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ProductCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await ProductCluster.Start(3);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Grains_of_an_agent_are_on_one_silo_and_agents_are_spread()
    {
        var names = await CreateAgents();

        var homes = new List<SiloAddress>();
        foreach (var name in names)
        {
            var silos = new[]
            {
                await SiloOf<IAgentGrain>(name), await SiloOf<IQueueGrain>(name),
                await SiloOf<ISessionGrain>(SessionOf(name)),
            };
            Assert.Single(silos.Distinct());
            homes.Add(silos[0]);
        }
        Assert.True(homes.Distinct().Count() > 1);
    }

    [Fact]
    public async Task Agents_of_the_other_silos_stay_where_they_are_when_one_dies()
    {
        var names = await CreateAgents();
        var before = new Dictionary<string, SiloAddress>();
        foreach (var name in names)
            before[name] = await SiloOf<IQueueGrain>(name);
        var victim = _cluster.Host.Silos.Last(silo => before.ContainsValue(silo.SiloAddress));

        await _cluster.Host.KillSiloAsync(victim);

        foreach (var name in names)
        {
            await Eventually.True(() => Answers(name), Patience);
            var now = await SiloOf<IQueueGrain>(name);
            Assert.NotEqual(victim.SiloAddress, now);
            if (!before[name].Equals(victim.SiloAddress))
                Assert.Equal(before[name], now);
        }
    }

    [Fact]
    public async Task Watcher_hears_entries_in_order_and_that_its_session_moves()
    {
        var name = (await CreateAgents())[0];
        var watcher = new Watcher();
        var reference = _cluster.Host.Client.CreateObjectReference<ISessionObserver>(watcher);
        var session = _cluster.Grain<ISessionGrain>(KeyOf(SessionOf(name)));
        var last = await session.Watch(reference);

        await Send(name);

        await Eventually.True(() => Task.FromResult(watcher.Entries.Count >= 2));
        Assert.Equal([last + 1, last + 2], watcher.Entries.Take(2));
        var home = await SiloOf<ISessionGrain>(SessionOf(name));
        var target = _cluster.Host.Silos.First(silo => !silo.SiloAddress.Equals(home)).SiloAddress;
        await _cluster.Host.MigrateAsync(session, target);
        await Eventually.True(() => Task.FromResult(watcher.HasMoved));
        Assert.Equal(last + 2, await session.Watch(reference));
        GC.KeepAlive(watcher);
    }

    private async Task<List<string>> CreateAgents()
    {
        var names = Enumerable.Range(0, Agents).Select(_ => $"a-{Guid.NewGuid():N}"[..20]).ToList();
        foreach (var name in names)
        {
            await _cluster.Grain<IAgentGrain>(KeyOf(name)).Create(
                new AgentDefinition(name, name, "", new AgentPersonality("A test."), new AgentCapabilities(Tools: []), []));
            await Send(name);
        }
        return names;
    }

    private async Task Send(string name)
    {
        var queue = _cluster.Grain<IQueueGrain>(KeyOf(name));
        var receipt = await queue.Enqueue(new Notification(
            Guid.NewGuid().ToString(), SessionOf(name), "api", "", "tester", "hello", QueuePriority.Normal,
            DateTimeOffset.UtcNow));
        await Eventually.Get(
            () => queue.WaitForOutcome(receipt.ItemId, TimeSpan.FromSeconds(5), CancellationToken.None),
            outcome => outcome is not null, Patience);
    }

    private async Task<bool> Answers(string name)
    {
        try
        {
            await Send(name);
            return true;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // The cluster has not noticed yet.
            return false;
        }
    }

    private async Task<SiloAddress> SiloOf<T>(string name) where T : IGrainWithStringKey =>
        await _cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(_cluster.Grain<T>(KeyOf(name)))
            ?? throw new InvalidOperationException($"{typeof(T).Name} '{name}' is not active.");

    private static string KeyOf(string name) => $"default/{name}";

    private static string SessionOf(string agent) => $"s-{agent}";

    private sealed class Watcher : ISessionObserver
    {
        public ConcurrentQueue<long> Entries { get; } = new();

        public bool HasMoved { get; private set; }

        public Task Receive(Sanctum.Streams.EventEnvelope happened)
        {
            if (happened is { Payload: EntryAppended, Seq: { } seq })
                Entries.Enqueue(seq);
            return Task.CompletedTask;
        }

        public Task Moved()
        {
            HasMoved = true;
            return Task.CompletedTask;
        }
    }
}
