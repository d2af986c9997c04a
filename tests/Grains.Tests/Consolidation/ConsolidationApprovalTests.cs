using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Approvals;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Testing;

namespace Sanctum.Consolidation;

/// <summary>Proposals that a policy lets nobody apply without a person.</summary>
public sealed class ConsolidationApprovalTests(ApprovalHost host) : IClassFixture<ApprovalHost>
{
    [Fact]
    public async Task What_a_person_must_allow_is_left_open_with_the_reason()
    {
        var agent = await host.Host.NewAgent();
        var key = new GrainKey("default", agent);
        var label = $"b-{Guid.NewGuid():N}"[..20];
        await host.Host.Grains.Memory(key).Edit(
            new MemoryEdit("w", label, MemoryEditKind.Write, "Tea.\nTea.", null, "operator"));
        host.Host.Model.OnReviewOf(label, (_, _) => Task.FromResult(new ChatResponseUpdate(
            ChatRole.Assistant, JsonSerializer.Serialize(new { changes = new[] { new { label, text = "Tea." } } }))));
        await host.Ask(agent, "memory.write");
        var (grain, id) = (host.Host.Grains.Consolidation(key), Guid.CreateVersion7());

        await grain.Start(id, ConsolidationMode.Apply, "operator");

        var run = (await Eventually.Get(() => grain.Find(id), run => run?.EndedAt is not null))!;
        var proposal = Assert.Single(run.Proposals);
        Assert.Equal(ProposalState.Open, proposal.State);
        Assert.Contains("it is dear", proposal.Error, StringComparison.Ordinal);
        Assert.Equal("Tea.\nTea.", (await host.Host.Grains.Memory(key).Find(label))!.Value);
        Assert.Empty((await host.List(agent)).Items);
        await Assert.ThrowsAsync<ApprovalRequiredException>(() => grain.Accept(id, label, "operator"));
        await host.Remove(agent);
        Assert.Equal(ProposalState.Applied, (await grain.Accept(id, label, "operator")).State);
    }
}
