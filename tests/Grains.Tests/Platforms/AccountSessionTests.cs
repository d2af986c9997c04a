using Npgsql;
using Sanctum.Platforms.Accounts;
using Sanctum.Testing;

namespace Sanctum.Platforms;

public sealed class AccountSessionTests
{
    [Fact]
    public async Task Twenty_callers_that_find_the_session_refused_cause_one_refresh()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect("""{"pollSeconds":3600}""");
        var refused = await host.Account(account).Open();
        var goOn = new TaskCompletionSource();
        host.Platform.BeforeRefresh = () => goOn.Task;

        var renewals = Enumerable.Range(0, 20).Select(_ => host.Account(account).Renew(refused.SessionId)).ToList();
        await Eventually.True(() => Task.FromResult(host.Platform.Refreshes == 1));
        goOn.SetResult();
        var sessions = await Task.WhenAll(renewals);
        var late = await host.Account(account).Renew(refused.SessionId);

        Assert.Equal(1, host.Platform.Refreshes);
        Assert.Single(sessions.Append(late).Select(access => access.SessionId).Distinct());
        Assert.NotEqual(refused.SessionId, sessions[0].SessionId);
    }

    [Fact]
    public async Task A_session_survives_a_restart_and_is_not_asked_for_again()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var before = await host.Account(account).Open();

        await host.Restart();

        Assert.Equal(before.Session!.AccessToken, (await host.Account(account).Open()).Session!.AccessToken);
        Assert.Equal(1, host.Platform.Logins);
    }

    [Fact]
    public async Task Where_the_refresh_is_refused_the_account_logs_in_anew()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect("""{"pollSeconds":3600}""");
        var refused = await host.Account(account).Open();
        host.Platform.IsRefreshRefused = true;

        await host.Account(account).Renew(refused.SessionId);

        Assert.Equal(2, host.Platform.Logins);
        var sessions = await host.Account(account).ListSessions();
        Assert.Equal([SessionState.Active, SessionState.Expired], sessions.Select(session => session.State));
        Assert.Contains("no more", sessions[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_cannot_be_read_is_set_apart_and_another_takes_its_place()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await host.Restart("update platform_session set secret = set_byte(secret, 20, get_byte(secret, 20) # 1)");

        var session = await host.Account(account).Open();

        Assert.NotNull(session.Session);
        Assert.Equal(
            [SessionState.Active, SessionState.Corrupted],
            (await host.Account(account).ListSessions()).Select(found => found.State));
    }

    [Fact]
    public async Task A_save_that_is_made_twice_leaves_the_new_session_in_use()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect("""{"pollSeconds":3600}""");
        var (key, session) = (new AccountKey("default", "scripted", account), (await host.Account(account).Open()).Session!);
        var id = Guid.CreateVersion7();

        for (var time = 0; time < 2; time++)
            await host.Part<LoginStore>().Replace(
                key, id, session, host.Part<AccountSecrets>().Seal(key, session), "test", CancellationToken.None);

        Assert.Equal(id, (await host.Account(account).ValidateSession()).Id);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_save_the_session_before_is_whole()
    {
        await using var host = await PlatformHost.Start(("Sanctum:Platforms:SessionRetries", "1"));
        var account = await host.Connect("""{"pollSeconds":3600}""");
        var before = await host.Account(account).ValidateSession();

        var renewed = await RenewWithoutSaving(host, account);

        Assert.NotEqual(before.Id, renewed);
        Assert.Equal(before, await host.Account(account).ValidateSession());
        Assert.True((await host.Account(account).Get()).Session!.IsUnsaved);
        await host.Restart();
        Assert.Equal(before.Id, (await host.Account(account).Open()).SessionId);
    }

    [Fact]
    public async Task A_session_that_could_not_be_saved_is_saved_with_its_next_use()
    {
        await using var host = await PlatformHost.Start(("Sanctum:Platforms:SessionRetries", "1"));
        var account = await host.Connect("""{"pollSeconds":3600}""");

        var renewed = await RenewWithoutSaving(host, account);

        Assert.Equal(renewed, (await host.Account(account).Open()).SessionId);
        Assert.Equal(renewed, (await host.Account(account).ValidateSession()).Id);
        Assert.False((await host.Account(account).Get()).Session!.IsUnsaved);
    }

    // Each try to save waits for a row that somebody else holds, and its connection is killed there.
    private static async Task<Guid?> RenewWithoutSaving(PlatformHost host, string account)
    {
        var refused = await host.Account(account).Open();
        await using var other = await host.Rows.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand(
            $"select 1 from platform_session where account = '{account}' for update", other, transaction);
        await hold.ExecuteNonQueryAsync();
        var renewal = host.Account(account).Renew(refused.SessionId);
        await using var killer = NpgsqlDataSource.Create(host.Rows.ConnectionString);
        await Eventually.True(async () =>
        {
            await using var kill = killer.CreateCommand(
                """
                select pg_terminate_backend(pid, 10000) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock' and query like '%platform_session%'
                """);
            await kill.ExecuteNonQueryAsync();
            return renewal.IsCompleted;
        });
        return (await renewal).SessionId;
    }

    [Theory]
    [InlineData("delete from platform_session", "there is none yet")]
    [InlineData("update platform_session set secret = ''", "")]
    [InlineData("update platform_session set secret = set_byte(secret, 20, get_byte(secret, 20) # 1)", "")]
    [InlineData("update platform_session set expires_at = now() - interval '1 minute'", "it ended at")]
    [InlineData(
        "update platform_session set state = 'expired', ended_at = now(), reason = 'revoked'",
        "the last one is expired: revoked")]
    public async Task A_session_is_validated_as_it_is_stored_and_what_is_wrong_with_it_is_said(string damage, string reason)
    {
        await using var host = await PlatformHost.Start();
        var account = host.Account(await host.Connect("""{"pollSeconds":3600}"""));
        var valid = await account.ValidateSession();
        Assert.Equal((SessionState.Active, "id-me"), (valid.State, valid.Subject));

        await host.Execute(damage);

        var invalid = await Assert.ThrowsAsync<InvalidSessionException>(account.ValidateSession);
        Assert.Contains($"is not valid: {reason}", invalid.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_that_were_set_apart_are_seen_and_cleaned_up_when_they_are_old()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await host.Restart("update platform_session set secret = set_byte(secret, 20, get_byte(secret, 20) # 1)");
        await host.Account(account).Open();
        var directory = host.Grains.GetGrain<IPlatformDirectoryGrain>("default/platforms");

        var corrupted = Assert.Single(await directory.ListSessions(SessionState.Corrupted, before: null, limit: 10));
        var young = await directory.CleanSessions(olderThan: null);
        await host.Execute("update platform_session set ended_at = now() - interval '31 days' where state = 'corrupted'");
        var old = await directory.CleanSessions(olderThan: null);

        Assert.Equal(("scripted", account), (corrupted.Platform, corrupted.Account));
        Assert.NotEmpty(corrupted.Session.Reason!);
        Assert.Equal((0, 1), (young, old));
        Assert.Empty(await directory.ListSessions(SessionState.Corrupted, before: null, limit: 10));
        Assert.Equal(account, Assert.Single(await directory.ListSessions(SessionState.Active, before: null, limit: 10)).Account);
    }

    [Fact]
    public async Task Logging_in_is_tried_again_while_the_platform_is_busy()
    {
        await using var host = await PlatformHost.Start();
        host.Platform.LoginFaults = 2;

        await host.Connect();

        Assert.Equal(3, host.Platform.Logins);
    }

    [Fact]
    public async Task Sessions_that_ended_long_ago_are_removed_at_the_start()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var refused = await host.Account(account).Open();
        await host.Account(account).Renew(refused.SessionId);

        await host.Restart("update platform_session set ended_at = now() - interval '31 days' where state = 'expired'");

        await Eventually.True(async () => (await host.Account(account).ListSessions()).Length == 1);
        Assert.Equal(SessionState.Active, (await host.Account(account).ListSessions())[0].State);
    }
}
