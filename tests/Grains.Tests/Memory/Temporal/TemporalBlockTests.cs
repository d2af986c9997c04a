using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Memory;

/// <summary>Journals of the present day, month and year.</summary>
public sealed class TemporalBlockTests : IAsyncLifetime
{
    private PlatformHost _host = null!;
    private string _agent = "";

    public async Task InitializeAsync()
    {
        _host = await PlatformHost.Start();
        _agent = await _host.NewAgent();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Blocks_are_attached_once_and_keep_their_texts_while_they_are_detached()
    {
        var first = await Attach();
        var again = await Attach();

        Assert.Matches($"^{_agent}_day_\\d{{4}}_\\d\\d_\\d\\d$", first[0].Label);
        Assert.Matches($"^{_agent}_month_\\d{{4}}_\\d\\d$", first[1].Label);
        Assert.Matches($"^{_agent}_year_\\d{{4}}$", first[2].Label);
        Assert.Equal([10_000, 10_000, 10_000], again.Select(block => block.Limit));
        Assert.Equal(3, (await Memory.GetBlocks()).Length);
        await Memory.Edit(new MemoryEdit("1", first[0].Label, MemoryEditKind.Append, "Rain.", null, _agent));
        Assert.Equal(3, (await Memory.DetachTemporal([], "operator")).Length);
        Assert.Empty(await Memory.GetBlocks());
        Assert.Empty(await Memory.DetachTemporal([], "operator"));
        Assert.Equal("Rain.", (await Attach())[0].Value);
    }

    [Fact]
    public async Task Other_labels_and_blocks_that_never_were_are_refused()
    {
        await Memory.Edit(new MemoryEdit("1", "notes", MemoryEditKind.Write, "x", null, "operator"));

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.DetachTemporal(["notes"], "operator"));

        Assert.Equal("labels", Assert.Single(refused.Errors).Field);
        refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.DetachTemporal([null!], "operator"));
        Assert.Equal("labels[0]", Assert.Single(refused.Errors).Field);
        await Assert.ThrowsAsync<NotFoundException>(() => Memory.DetachTemporal([$"{_agent}_year_1999"], "operator"));
    }

    [Fact]
    public async Task Tools_attach_and_detach()
    {
        Assert.Contains($"\"{_agent}_year_", await Call("attach_temporal_blocks", new { periods = new[] { "year" } }));
        Assert.Single(await Memory.GetBlocks());

        Assert.Contains("Detached and kept", await Call("detach_temporal_blocks", new { }));

        Assert.Empty(await Memory.GetBlocks());
    }

    [Fact]
    public async Task Blocks_of_a_turn_are_detached_when_it_has_ended_and_others_stay()
    {
        await Memory.AttachTemporal(new TemporalAttachment(
            [TemporalPeriod.Year], "operator", new MemoryCause(MemoryCauseKind.Request)));

        await Call("attach_temporal_blocks", new { until = "turn" });

        var left = await Eventually.Get(() => Memory.ReadBlocks(), blocks => blocks.Length == 1);
        Assert.Contains("_year_", left[0].Label, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turn_that_goes_back_to_the_queue_has_not_ended()
    {
        var (session, turns) = ($"s-{Guid.NewGuid():N}", _host.Part<TurnAttachments>());
        await AttachFor(session, TemporalPeriod.Day);

        turns.On(new GrainKey("default", session), Ended(QueueItemStatus.New));
        // Calls of a grain are made in order.
        await AttachFor(session: null, TemporalPeriod.Year);
        Assert.Equal(2, (await Memory.ReadBlocks()).Length);
        turns.On(new GrainKey("default", session), Ended(QueueItemStatus.Done));

        var left = await Eventually.Get(() => Memory.ReadBlocks(), blocks => blocks.Length == 1);
        Assert.Contains("_year_", left[0].Label, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Block_that_is_attached_for_the_turn_already_is_awaited_again()
    {
        var (session, turns) = ($"s-{Guid.NewGuid():N}", _host.Part<TurnAttachments>());
        await AttachFor(session, TemporalPeriod.Day);
        turns.Forget(new GrainKey("default", _agent));

        await AttachFor(session, TemporalPeriod.Day);
        turns.On(new GrainKey("default", session), Ended(QueueItemStatus.Done));

        await Eventually.True(async () => (await Memory.ReadBlocks()).IsEmpty);
    }

    private static TurnEnded Ended(QueueItemStatus status) => new(Guid.NewGuid(), status, StopReasons.Error, Error: null);

    private async Task AttachFor(string? session, TemporalPeriod period) => await Memory.AttachTemporal(
        new TemporalAttachment([period], "operator", new MemoryCause(MemoryCauseKind.Request), session));

    private IMemoryGrain Memory => _host.Grains.GetGrain<IMemoryGrain>($"default/{_agent}");

    private async Task<IReadOnlyList<MemoryBlock>> Attach() => await Memory.AttachTemporal(
        new TemporalAttachment([], "operator", new MemoryCause(MemoryCauseKind.Request)));

    private Task<string> Call(string tool, object arguments) => _host.CallTool(_agent, tool, arguments);
}
