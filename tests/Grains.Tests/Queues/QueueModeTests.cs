using Microsoft.Extensions.AI;
using Sanctum.Testing;

namespace Sanctum.Queues;

[Collection(HostSuite.Name)]
public sealed class QueueModeTests(SanctumHost host)
{
    [Fact]
    public async Task A_paused_queue_takes_in_and_offers_nothing_until_it_is_resumed()
    {
        var agent = await host.NewAgent();
        var paused = await host.Admin(agent).Pause("the model's bill");

        var item = await host.Send(agent, SanctumHost.NewSession(), "hello");
        var offer = await host.Queue(agent).Offer();
        var health = await host.Admin(agent).GetHealth();
        await host.Admin(agent).Resume();

        Assert.Null(offer);
        Assert.Equal((QueueMode.Paused, "the model's bill"), (paused.Mode, paused.Reason));
        Assert.Equal((1L, QueueMode.Paused), (health.Counts.New, health.Mode.Mode));
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
    }

    [Fact]
    public async Task A_turn_that_runs_when_its_queue_is_paused_goes_on_to_its_end()
    {
        var agent = await host.NewAgent();
        var goOn = WaitAt("paused in the middle");
        var item = await host.Send(agent, SanctumHost.NewSession(), "paused in the middle");
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains("paused in the middle")));

        await host.Admin(agent).Pause("lunch");
        goOn.SetResult();

        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
    }

    [Fact]
    public async Task A_queue_that_is_drained_refuses_what_is_new_and_works_off_what_is_there()
    {
        var agent = await host.NewAgent();
        var session = SanctumHost.NewSession();
        var goOn = WaitAt("drained in the middle");
        await host.Send(agent, session, "drained in the middle");
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains("drained in the middle")));
        var waiting = await host.Send(agent, session, "behind it", id: "known");

        var draining = await host.Admin(agent).Drain("new machine");
        var refusal = await Assert.ThrowsAsync<QueueDrainingException>(() => host.Send(agent, session, "too late"));
        var again = await host.Send(agent, session, "behind it", id: "known");
        goOn.SetResult();

        Assert.Equal(QueueMode.Draining, draining.Mode);
        Assert.Contains("new machine", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(waiting, again);
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, waiting)).Status);
        await Eventually.True(async () => (await host.Admin(agent).GetHealth()).Mode.Mode == QueueMode.Drained);
        Assert.False((await host.Queue(agent).GetMode()).TakesIn);

        await host.Admin(agent).Resume();
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, await host.Send(agent, session, "welcome back"))).Status);
    }

    [Fact]
    public async Task An_empty_queue_is_drained_at_once() =>
        Assert.Equal(QueueMode.Drained, (await host.Admin(await host.NewAgent()).Drain("nothing to do")).Mode);

    [Fact]
    public async Task Pausing_again_keeps_the_time_and_takes_the_new_reason()
    {
        var agent = await host.NewAgent();
        var first = await host.Admin(agent).Pause("first");

        var second = await host.Admin(agent).Pause("second");

        Assert.Equal((first.Since, "second"), (second.Since, second.Reason));
    }

    private TaskCompletionSource WaitAt(string words)
    {
        var goOn = new TaskCompletionSource();
        host.Model.On(words, async (_, ct) =>
        {
            await goOn.Task.WaitAsync(ct);
            return new ChatResponseUpdate(ChatRole.Assistant, "done");
        });
        return goOn;
    }
}
