using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Secrets;
using Sanctum.Testing;

namespace Sanctum.Platforms;

/// <summary>Credentials and tokens are in no row, no log line and no answer.</summary>
public sealed class AccountSecrecyTests
{
    [Fact]
    public async Task Secrets_appear_in_no_row_no_log_line_and_no_answer()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await host.Ended(account, host.Platform.Notify(account, "hello"));
        host.Platform.RevokeTokens();
        await host.Ended(account, host.Platform.Notify(account, "hello again"));
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => host.Account(account).Change(new AccountChange(Credentials: PlatformHost.Credentials("wrong-but-secret"))));

        var rows = await AllRows(host);
        var answers = JsonSerializer.Serialize(await host.Account(account).Get()) + JsonSerializer.Serialize(
            await host.Account(account).ListSessions())
            + refused + await host.Account(account).Open();
        string[] secrets = [ScriptedPlatform.Password, "wrong-but-secret", .. host.Platform.Tokens];
        Assert.True(secrets.Length >= 6);
        Assert.NotEmpty(rows);
        foreach (var secret in secrets)
        {
            var asBytes = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret));
            Assert.DoesNotContain(
                rows, row => row.Contains(secret, StringComparison.Ordinal) || row.Contains(asBytes, StringComparison.Ordinal));
            Assert.DoesNotContain(host.Log, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, answers, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_platform_repeats_of_its_secrets_goes_no_further()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        host.Platform.PostFault = _ =>
            new DependencyException("scripted", $"refused {string.Join(" and ", host.Platform.Tokens)}", ErrorClass.Permanent);
        await host.Ended(account, host.Platform.Notify(account, "hello"));

        await Eventually.True(async () => await host.Scalar<long>("select count(*) from outbox where status = 'error'") == 1);
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => host.Account(account).Change(new AccountChange(Credentials: PlatformHost.Credentials("wrong-but-secret"))));

        Assert.Equal(
            "scripted: refused [access token] and [refresh token]", await host.Scalar<string>("select last_error from outbox"));
        Assert.Contains("wrong password [password]", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Log, line => host.Platform.Tokens.Append("wrong-but-secret")
            .Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_secret_that_was_moved_to_another_account_does_not_open()
    {
        await using var host = await PlatformHost.Start();
        var victim = await host.Connect();
        var thief = await host.Connect();
        await host.Restart(
            $"""
            update platform_account t set credentials = v.credentials from platform_account v where v.account = '{victim}' and t.account = '{thief}';
            delete from platform_session where account = '{thief}'
            """);

        await Assert.ThrowsAsync<AccountUnavailableException>(() => host.Account(thief).Open());

        var stopped = await host.Account(thief).Get();
        Assert.Equal(AccountStatus.Failed, stopped.Status);
        Assert.Contains("belongs to another place", stopped.StatusReason, StringComparison.Ordinal);
        Assert.NotNull((await host.Account(victim).Open()).Session);
    }

    [Fact]
    public async Task After_a_rotation_credentials_are_under_the_new_key_once_the_account_woke_up()
    {
        string first = NewKey(), second = NewKey();
        await using var host = await PlatformHost.Start(("Sanctum:Secrets:Key", first));
        var account = await host.Connect();
        await host.Restart(null, ("Sanctum:Secrets:Key", second), ("Sanctum:Secrets:PreviousKeys:0", first));
        await host.Account(account).Get();
        Assert.Equal(SecretKey.Parse(second).Id, await host.Scalar<string>("select credentials_key from platform_account"));

        await host.Restart(
            "update platform_session set state = 'expired', ended_at = now()", ("Sanctum:Secrets:PreviousKeys:0", second));

        Assert.NotNull((await host.Account(account).Open()).Session);
    }

    private static string NewKey() => Convert.ToBase64String(SecretKey.Generate().Bytes);

    private static async Task<List<string>> AllRows(PlatformHost host)
    {
        var rows = new List<string>();
        var tables = await host.Scalar<string[]>(
            "select array_agg(table_name::text) from information_schema.tables where table_schema = 'public'");
        foreach (var table in tables)
        {
            await using var command = host.Rows.CreateCommand($"select t::text from {table} t");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                rows.Add(reader.GetString(0));
        }
        return rows;
    }
}
