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
    public async Task A_recovery_is_refused_where_it_cannot_be()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();

        await Assert.ThrowsAsync<InvalidRequestException>(() => host.Account(account).Recover(DateTimeOffset.UtcNow.AddHours(1), isDryRun: true));
        await Assert.ThrowsAsync<InvalidRequestException>(() => host.Account(account).Recover(DateTimeOffset.UtcNow.AddDays(-40), isDryRun: true));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Account("nobody").Recover(DateTimeOffset.UtcNow.AddHours(-1), isDryRun: true));
        await host.Account(account).Pause("test");
        await Assert.ThrowsAsync<AccountUnavailableException>(() => host.Account(account).Recover(DateTimeOffset.UtcNow.AddHours(-1), isDryRun: true));
    }
}
