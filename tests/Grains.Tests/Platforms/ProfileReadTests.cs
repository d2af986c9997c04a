namespace Sanctum.Platforms;

/// <summary>Profiles as an account reads them, through its grains.</summary>
public sealed class ProfileReadTests
{
    [Fact]
    public async Task A_profile_that_is_read_twice_is_one_call_also_over_a_restart()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();

        await Read(host, account);
        await Read(host, account);
        await host.Restart();
        var again = await Read(host, account);

        Assert.Equal("id-ann", again.Author.Id);
        Assert.Equal(1, host.Platform.ProfileReads);
    }

    [Fact]
    public async Task An_account_that_signs_in_anew_or_has_other_settings_reads_people_anew()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await Read(host, account);

        await host.Account(account).Change(new AccountChange(Credentials: PlatformHost.Credentials()));
        await Read(host, account);
        await host.Account(account).Change(new AccountChange(Settings: """{"server":"other"}"""));
        await Read(host, account);
        await host.Account(account).Change(new AccountChange(Rules: "{}"));
        await Read(host, account);

        Assert.Equal(3, host.Platform.ProfileReads);
    }

    [Fact]
    public async Task What_an_account_read_goes_with_it()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await Read(host, account);

        await host.Account(account).Disconnect();

        await using var rows = host.Rows.CreateCommand("select count(*) from profile_cache");
        Assert.Equal(0L, await rows.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Without_its_rows_the_platform_answers()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await using var drop = host.Rows.CreateCommand("drop table profile_cache");
        await drop.ExecuteNonQueryAsync();

        var profile = await Read(host, account);
        await host.Account(account).Disconnect();

        Assert.Equal("id-ann", profile.Author.Id);
        Assert.Contains(host.Log, line => line.Contains("the rows of profiles were not read", StringComparison.Ordinal));
    }

    private static Task<PersonProfile> Read(PlatformHost host, string account) =>
        host.Grains.GetGrain<IAccountRequestWorker>($"default/scripted/{account}").ReadProfile("ann", CancellationToken.None);
}
