namespace Sanctum.Platforms.Bluesky;

public sealed class CallWindowTests
{
    private readonly CallWindow _window = new();

    [Fact]
    public async Task A_server_that_answers_is_given_more_and_never_more_than_sixteen_calls_at_once()
    {
        var first = Fill();
        foreach (var call in first)
            _window.Leave(await call, wentWell: true);
        for (var round = 0; round < 200; round++)
            await Finish(wentWell: true);
        Assert.InRange(first.Count, 2, 15);
        Assert.Equal(16, Fill().Count);
    }

    [Fact]
    public async Task A_server_in_trouble_is_given_half_as_many_once_for_all_calls_under_way_and_never_fewer_than_two()
    {
        for (var round = 0; round < 200; round++)
            await Finish(wentWell: true);
        var together = Fill();
        foreach (var call in together)
            _window.Leave(await call, wentWell: false);
        var half = Fill();
        Assert.Equal(together.Count / 2, half.Count);
        foreach (var call in half)
            _window.Leave(await call, wentWell: true);
        for (var round = 0; round < 10; round++)
            await Finish(wentWell: false);
        Assert.Equal(2, Fill().Count);
    }

    [Fact]
    public async Task Who_came_first_goes_first_and_who_gave_up_leaves_the_room_to_the_next()
    {
        var underWay = Fill();
        using var giveUp = new CancellationTokenSource();
        var impatient = _window.Enter(giveUp.Token);
        var next = _window.Enter(CancellationToken.None);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(next.IsCompleted);
        _window.Leave(await underWay[0], wentWell: true);
        await next.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>As many calls as there is room for.</summary>
    private List<Task<int>> Fill()
    {
        using var noMore = new CancellationTokenSource();
        var calls = new List<Task<int>>();
        while (_window.Enter(noMore.Token) is { IsCompleted: true } call)
            calls.Add(call);
        noMore.Cancel();
        return calls;
    }

    private async Task Finish(bool wentWell) => _window.Leave(await _window.Enter(CancellationToken.None), wentWell);
}
