using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Platforms;

public sealed class AccountRecoveryTests
{
    [Fact]
    public async Task What_never_came_in_is_found_and_then_answered_once()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var answered = host.Platform.Notify(account, "in time", at: DateTimeOffset.UtcNow.AddSeconds(1));
        await host.Ended(account, answered);
        var missed = host.Platform.Notify(account, "hours ago", at: DateTimeOffset.UtcNow.AddHours(-3));
        host.Platform.Notify(account, "days ago", at: DateTimeOffset.UtcNow.AddDays(-3));

        var seen = await host.Account(account).Recover(DateTimeOffset.UtcNow.AddHours(-24), isDryRun: true);
        var rows = await host.Scalar<long>("select count(*) from queue_item");
        var recovered = await host.Account(account).Recover(DateTimeOffset.UtcNow.AddHours(-24), isDryRun: false);
        Assert.Equal("done", (await host.Ended(account, missed)).Status);
        var again = await host.Account(account).Recover(DateTimeOffset.UtcNow.AddHours(-24), isDryRun: false);

        Assert.Equal((true, 1, 0, 1L), (seen.IsComplete, seen.Missed, seen.TakenIn, rows));
        Assert.EndsWith(missed.Id, Assert.Single(seen.Sample).Id, StringComparison.Ordinal);
        Assert.Equal((1, 1), (recovered.Missed, recovered.TakenIn));
        Assert.Equal((0, 0), (again.Missed, again.TakenIn));
        await Eventually.True(() => Task.FromResult(host.Platform.RepliesTo(missed) == 1));
        Assert.Equal(1, host.Platform.RepliesTo(answered));
    }

    [Fact]
    public async Task Commands_that_came_in_before_are_not_obeyed_again()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect("""{"stopAuthors":["@boss"]}""");
        var stop = host.Platform.Notify(account, "#sanctumstop", author: "boss", at: DateTimeOffset.UtcNow.AddSeconds(1));
        await host.Ended(account, stop);
        await Eventually.True(async () => (await host.Account(account).Get()).Status == AccountStatus.Paused);
        await host.Account(account).Resume();
        host.Platform.Notify(account, "hours ago", at: DateTimeOffset.UtcNow.AddHours(-3));

        var recovered = await host.Account(account).Recover(DateTimeOffset.UtcNow.AddHours(-24), isDryRun: false);

        Assert.Equal((1, 1), (recovered.Missed, recovered.TakenIn));
        Assert.Equal(AccountStatus.Active, (await host.Account(account).Get()).Status);
    }

    [Fact]
    public async Task A_recovery_is_refused_where_it_cannot_be()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        Task Look(string name, TimeSpan back) => host.Account(name).Recover(DateTimeOffset.UtcNow - back, isDryRun: true);

        await Assert.ThrowsAsync<InvalidRequestException>(() => Look(account, TimeSpan.FromHours(-1)));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Look(account, TimeSpan.FromDays(40)));
        await Assert.ThrowsAsync<NotFoundException>(() => Look("nobody", TimeSpan.FromHours(1)));
        await host.Account(account).Pause("test");
        await Assert.ThrowsAsync<AccountUnavailableException>(() => Look(account, TimeSpan.FromHours(1)));
    }
}
