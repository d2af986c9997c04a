using System.Text.Json.Nodes;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Sign-ins by an account at the moment at which it is unlinked.</summary>
public sealed class UnlinkRaceTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    private const int Rounds = 15;
    private const int SignIns = 4;
    private static readonly ProviderRules NoUsers = new(CreatesUsers: false, [], RolesFollow: false);

    [Fact]
    public async Task Sign_in_that_is_under_way_does_not_outlive_the_unlinking()
    {
        var (username, client) = await access.NewSignedInUser("viewer");
        var session = Guid.Parse((await Sessions(client)).Single()!.Text("id"));
        var account = new ProviderAccount("corp", "https://corp.test", $"{Guid.NewGuid()}", username);
        var accounts = access.Grains.GetGrain<ILinkedAccountsGrain>("default/linked-accounts");
        for (var round = 0; round < Rounds; round++)
        {
            await accounts.Link(username, session, account);

            await Task.WhenAll(
                [
                    .. Enumerable.Range(0, SignIns).Select(_ => SignIn(accounts, account)),
                    accounts.Unlink(username, "corp", session),
                ]);

            Assert.Single(await Sessions(client));
        }
    }

    private static async Task SignIn(ILinkedAccountsGrain accounts, ProviderAccount account)
    {
        try
        {
            await accounts.SignIn(account, NoUsers, new Caller("127.0.0.1", null));
        }
        catch (SignInRefusedException)
        {
            // It came after the unlinking.
        }
    }

    private static async Task<JsonArray> Sessions(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/users/me/sessions");
        return (await answer.ShouldBe(200))["items"]!.AsArray();
    }
}
