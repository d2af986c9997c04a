namespace Sanctum.Portability;

public sealed class AgentFileSlotsTests
{
    [Fact]
    public async Task Export_beyond_the_limit_waits_until_another_has_ended()
    {
        var slots = new AgentFileSlots(AgentFileSlots.ImportPatience);
        var ends = Enumerable.Range(0, AgentFileSlots.MaxExports + 1).Select(_ => new TaskCompletionSource<int>()).ToList();
        var begun = new List<int>();

        var exports = ends.Select((end, i) => slots.Export(
            () =>
            {
                begun.Add(i);
                return end.Task;
            },
            CancellationToken.None)).ToList();

        Assert.Equal(Enumerable.Range(0, AgentFileSlots.MaxExports), begun);
        ends[0].SetResult(0);
        ends[^1].SetResult(1);
        Assert.Equal(1, await exports[^1]);
    }

    [Fact]
    public async Task Import_that_finds_no_slot_in_time_is_refused_with_the_limit()
    {
        var slots = new AgentFileSlots(TimeSpan.Zero);
        var end = new TaskCompletionSource<int>();
        var imports = Enumerable.Range(0, AgentFileSlots.MaxImports)
            .Select(_ => slots.Import(() => end.Task, CancellationToken.None)).ToList();

        var refused = await Assert.ThrowsAsync<LimitExceededException>(
            () => slots.Import(() => Task.FromResult(1), CancellationToken.None));

        Assert.Equal("agents.imports", refused.Limit);
        end.SetResult(1);
        await Task.WhenAll(imports);
        Assert.Equal(1, await slots.Import(() => Task.FromResult(1), CancellationToken.None));
    }
}
