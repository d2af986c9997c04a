using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Testing.Models;
using Sanctum.Turns;

namespace Sanctum.Models.Streams;

/// <summary>The grains with a provider <c>test</c> on loopback, whose model's name is the scenario that it plays.</summary>
public sealed class ServedHost : IAsyncLifetime
{
    public LoopbackModelServer Server { get; private set; } = null!;

    public SanctumHost Host { get; } = new();

    public async Task InitializeAsync()
    {
        Server = await LoopbackModelServer.Start();
        await Host.Start([.. Server.Settings("OpenAI").Select(setting => (setting.Key, setting.Value!))]);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>An agent with this model.</summary>
    public async Task<string> NewAgent(string model, params string[] tools)
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await Host.Grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."), new AgentCapabilities(
                $"test/{model}", MaxSteps: 4, Tools: [.. tools]),
            ImmutableDictionary<string, MemoryBlockDefinition>.Empty.Add(
                "humans", new MemoryBlockDefinition("bug-humans", "Nobody yet.", "", 2_000))));
        return name;
    }

    /// <summary>What the session's transcript holds.</summary>
    public async Task<IReadOnlyList<TranscriptEntry>> Entries(string session) =>
        (await Host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 100)).Entries;

    /// <summary>Requests in which this text is found.</summary>
    public IReadOnlyList<ModelRequest> RequestsWith(string text) =>
        [.. Server.Requests.Where(request => request.Body.Contains(text, StringComparison.Ordinal))];
}
