using Sanctum.Approvals;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>Passages under policies of <c>memory.write</c>.</summary>
public sealed class PassageApprovalTests(ApprovalHost host) : IClassFixture<ApprovalHost>
{
    [Fact]
    public async Task Passages_wait_for_a_person_as_one_act()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "memory.write");
        NewPassage[] passages = [PassageTests.New("tea"), PassageTests.New("milk")];
        var asked = await Assert.ThrowsAsync<ApprovalRequiredException>(() => Insert(agent, passages));
        var repeated = await Assert.ThrowsAsync<ApprovalRequiredException>(() => Insert(agent, passages));
        Assert.Equal(asked.ApprovalId, repeated.ApprovalId);

        await host.Answer(asked.ApprovalId);

        Assert.Equal(2, (await Insert(agent, passages)).Length);
        // The repeat of an insert that was made asks nobody.
        Assert.Equal(2, (await Insert(agent, passages)).Length);
        await Assert.ThrowsAsync<ApprovalRequiredException>(() => Insert(agent, PassageTests.New("tea")));
        await Assert.ThrowsAsync<ApprovalRequiredException>(() => Grain(agent).Delete(passages[0].Id, null, "test"));
    }

    [Fact]
    public async Task Denied_passage_is_not_there()
    {
        var agent = await host.Host.NewAgent();
        await host.Ask(agent, "memory.write");
        var asked = await Assert.ThrowsAsync<ApprovalRequiredException>(() => Insert(agent, PassageTests.New("tea")));

        await host.Answer(asked.ApprovalId, approves: false, "no.", "user/ada");

        await Assert.ThrowsAsync<PolicyDeniedException>(() => Insert(agent, PassageTests.New("tea")));
        Assert.Empty((await Grain(agent).List(null, 10)).Items);
    }

    private Task<System.Collections.Immutable.ImmutableArray<Passage>> Insert(string agent, params NewPassage[] passages) =>
        Grain(agent).Insert([.. passages], "test");

    private IPassagesGrain Grain(string agent) => host.Host.Grains.GetGrain<IPassagesGrain>($"default/{agent}");
}
