using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Access;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Policies;
using Sanctum.Testing;

namespace Sanctum.Consolidation;

/// <summary>On whose behalf policies are asked about what a run applies.</summary>
public sealed class ConsolidationPrincipalTests
{
    [Fact]
    public async Task Policies_are_asked_for_the_agent_and_not_for_who_began_the_run()
    {
        var source = new Recorder();
        var host = new SanctumHost { Services = services => services.AddSingleton<IPolicySource>(source) };
        await host.Start();
        await using var stop = new Stop(host);
        var agent = await host.NewAgent();
        var key = new GrainKey("default", agent);
        var label = $"b-{Guid.NewGuid():N}"[..20];
        await host.Grains.Memory(key).Edit(new MemoryEdit("w", label, MemoryEditKind.Write, "Tea.\nTea.", null, "operator"));
        host.Model.OnReviewOf(label, (_, _) => Task.FromResult(new ChatResponseUpdate(
            ChatRole.Assistant, JsonSerializer.Serialize(new { changes = new[] { new { label, text = "Tea." } } }))));
        source.Asked.Clear();
        var (grain, id) = (host.Grains.Consolidation(key), Guid.CreateVersion7());

        new Principal("default", PrincipalKind.User, "ada", ImmutableArray<Permission>.Empty).Act();
        await grain.Start(id, ConsolidationMode.Apply, "operator");

        var run = await Eventually.Get(() => grain.Find(id), run => run?.EndedAt is not null);
        Assert.Equal(ProposalState.Applied, run!.Proposals[0].State);
        Assert.NotEmpty(source.Asked);
        Assert.All(source.Asked, Assert.Null);
    }

    private sealed class Recorder : IPolicySource
    {
        public ConcurrentQueue<Principal?> Asked { get; } = new();

        public string Name => "recorder";

        public int Order => 0;

        public bool IsConcerned(string tenant, string action) => action == PolicyActions.MemoryWrite;

        public ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken)
        {
            Asked.Enqueue(Principal.Current);
            return ValueTask.FromResult(PolicyDecision.Allow);
        }
    }

    private sealed class Stop(SanctumHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await host.DisposeAsync();
    }
}
