using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>
/// Offers whose turn never began: the item still waits, and nobody works on it. Leases last longer than any test.
/// </summary>
public sealed class LostOfferTests(LeasedOnArrivalTests.PatientHost patient) : IClassFixture<LeasedOnArrivalTests.PatientHost>
{
    private readonly SanctumHost _host = patient.Host;

    [Fact]
    public async Task An_offer_that_nobody_took_up_is_made_again()
    {
        var (agent, item) = await NewItem();
        Assert.Equal(item, (await _host.Queue(agent).Offer())?.Lease.ItemId);

        Assert.Equal(QueueItemStatus.Done, (await _host.Ended(agent, item)).Status);

        // It was no crash of a turn.
        Assert.Equal(1, await _host.Count($"select count(*) from queue_item where id = '{item}' and crashes = 0"));
    }

    [Fact]
    public async Task An_offer_that_is_given_back_before_its_turn_began_is_made_again()
    {
        var (agent, item) = await NewItem();
        var offer = (await _host.Queue(agent).Offer())!;

        await Assert.ThrowsAsync<LeaseLostException>(() => _host.Queue(agent).Defer(offer.Lease, TimeSpan.Zero));

        Assert.Equal(QueueItemStatus.Done, (await _host.Ended(agent, item)).Status);
    }

    /// <summary>An item that nobody was told of.</summary>
    private async Task<(string Agent, Guid Item)> NewItem()
    {
        var (agent, item) = (await _host.NewAgent(), Guid.CreateVersion7());
        await _host.Execute(
            $$"""
            insert into queue_item (id, tenant, agent, notification_id, session_id, platform, account, author, body, occurred_at, due_at)
            values ('{{item}}', 'default', '{{agent}}', '{{item}}', '{{SanctumHost.NewSession()}}', 'api', '', 'tester', 'hello', now(), now())
            """);
        return (agent, item);
    }
}
