using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Testing;
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

    [Fact]
    public async Task Session_that_begins_while_the_unlinking_waits_for_its_sign_in_ends_too()
    {
        var (username, client) = await access.NewSignedInUser("viewer");
        var session = Guid.Parse((await Sessions(client)).Single()!.Text("id"));
        var account = new ProviderAccount("corp", "https://corp.test", $"{Guid.NewGuid()}", username);
        var accounts = access.Grains.GetGrain<ILinkedAccountsGrain>("default/linked-accounts");
        await accounts.Link(username, session, account);
        await using var signIn = await access.Gateway.Rows.OpenConnectionAsync();
        await using var lasts = await signIn.BeginTransactionAsync();
        await Execute(signIn, "update user_login set used_at = now() where subject = $1", account.Subject);

        var unlinking = accounts.Unlink(username, "corp", session);
        await Eventually.True(async () => await IsWaited());
        await using (var other = await access.Gateway.Rows.OpenConnectionAsync())
            await Execute(
                other,
                """
                insert into refresh_token (
                    tenant, session_id, username, token_hash, generation, created_at, refreshed_at, expires_at, ends_at, address,
                    by_machine, provider, by_passkey)
                select tenant, gen_random_uuid(), username, sha256(gen_random_uuid()::text::bytea), 1, now(), now(), expires_at,
                       ends_at, address, false, 'corp', false
                from refresh_token where username = $1
                """,
                username);
        await lasts.CommitAsync();
        await unlinking;

        Assert.Single(await Sessions(client));
    }

    private async Task<bool> IsWaited()
    {
        await using var command = access.Gateway.Rows.CreateCommand(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, string parameter)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
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
