using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>Nothing that an operator of an account or a server says leads the way out into a private network.</summary>
public sealed class BlueskyVettingTests
{
    // Of 2000::/3, and given to nobody.
    private const string PublicAddress = "http://[2e00::1]:1/";

    [Fact]
    public async Task A_server_in_a_private_network_is_not_asked()
    {
        await using var inside = await LoopbackReceiver.Start();
        await using var host = await PlatformHost.Start(("Sanctum:Bluesky:AllowedNetworks:0", "192.0.2.0/24"));

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Connect(host, inside.Url.ToString()));

        Assert.Equal("settings.service", Assert.Single(refused.Errors).Field);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task An_address_with_credentials_or_of_another_kind_is_refused()
    {
        await using var host = await PlatformHost.Start();
        foreach (var service in new[] { "http://ann:secret@127.0.0.1:1/", "https://ann@example.org", "ftp://example.org",
            "no address" })
        {
            var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Connect(host, service));

            Assert.Equal("settings.service", Assert.Single(refused.Errors).Field);
        }
    }

    [Fact]
    public async Task A_public_server_is_asked_by_https_alone()
    {
        await using var host = await PlatformHost.Start();

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Connect(host, PublicAddress));

        Assert.Equal("settings.service", Assert.Single(refused.Errors).Field);
        Assert.Contains("must be reached by https", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_in_an_allowed_network_may_be_asked_by_http()
    {
        await using var pds = await LoopbackPds.Start();
        var account = pds.AddAccount("agent");
        await using var host = await PlatformHost.Start(("Sanctum:Bluesky:AllowedNetworks:0", "127.0.0.1/32"));

        var grain = await Connect(host, pds.Url.ToString(), account.Did);

        Assert.Equal(AccountStatus.Active, (await grain.Get()).Status);
    }

    [Fact]
    public async Task A_server_that_names_a_public_home_without_https_is_not_followed()
    {
        await using var pds = await LoopbackPds.Start();
        var account = pds.AddAccount("agent");
        pds.Home = new Uri(PublicAddress);
        await using var host = await PlatformHost.Start();
        var grain = await Connect(host, pds.Url.ToString(), account.Did);

        await Eventually.True(async () => (await grain.Get()).Status == AccountStatus.Failed);

        Assert.Contains("must be reached by https", (await grain.Get()).StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_https_is_named()
    {
        await using var host = await PlatformHost.Start(("Sanctum:Bluesky:PlcDirectory", PublicAddress));
        var agent = await host.NewAgent();
        var account = host.Grains.GetGrain<IPlatformAccountGrain>($"default/bluesky/{agent}");

        var connection = new AccountConnection(agent, Credentials("did:plc:abc"), "{}", "{}");

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => account.Connect(connection));

        Assert.Equal("Sanctum:Bluesky:PlcDirectory", Assert.Single(refused.Errors).Field);
    }

    [Fact]
    public async Task A_server_that_names_another_as_the_account_s_home_leads_nowhere_inside()
    {
        await using var inside = await LoopbackReceiver.Start();
        await using var pds = await LoopbackPds.Start();
        var account = pds.AddAccount("agent");
        pds.Home = new Uri($"http://127.0.0.2:{inside.Url.Port}/");
        await using var host = await PlatformHost.Start(("Sanctum:Bluesky:AllowedNetworks:0", "127.0.0.1/32"));
        var grain = await Connect(host, pds.Url.ToString(), account.Did);

        await Eventually.True(async () => (await grain.Get()).Status == AccountStatus.Failed);

        Assert.Contains("not a public address", (await grain.Get()).StatusReason, StringComparison.Ordinal);
        Assert.Empty(inside.Requests);
    }

    private static async Task<IPlatformAccountGrain> Connect(PlatformHost host, string service, string identifier = "agent.test")
    {
        var agent = await host.NewAgent();
        var account = host.Grains.GetGrain<IPlatformAccountGrain>($"default/bluesky/{agent}");
        await account.Connect(
            new AccountConnection(agent, Credentials(identifier), $$"""{"service":"{{service}}"}""", """{"pollSeconds":0.05}"""));
        return account;
    }

    private static PlatformCredentials Credentials(string identifier) =>
        new(ImmutableDictionary<string, string>.Empty.Add("identifier", identifier).Add("password", "password"));
}
