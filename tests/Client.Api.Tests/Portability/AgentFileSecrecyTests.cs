using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Access;
using Sanctum.Platforms;
using Sanctum.Platforms.Accounts;
using Sanctum.Secrets;
using Sanctum.Tenants;
using Sanctum.Tests;
using static Sanctum.Portability.AgentFileCalls;

namespace Sanctum.Portability;

/// <summary>Secrets that are around an agent, each of which is where it belongs and not in the agent's file.</summary>
public sealed class AgentFileSecrecyTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task File_has_no_secrets_of_accounts_keys_and_signatures()
    {
        var owner = await TestTenant.Create(access);
        await owner.CreateAgent("ada");
        var account = new AccountKey(owner.Name, "webhook", $"hook-{owner.Name}");
        var (credential, header, token) = ($"whsec_{NewSecret()}", $"header-{NewSecret()}", $"token-{NewSecret()}");
        await Connect(owner, account, credential, header, token);
        var key = await CreateKey(owner);
        var memory = $"memory-{NewSecret()}";
        await (await owner.Admin.PutAsJsonAsync("/v1/agents/ada/memory/notes", new { value = memory })).ShouldBe(200);

        var file = Encoding.UTF8.GetString(await Export(owner.Admin, "ada"));

        var settings = await Settings(account);
        Assert.Equal(credential, await CredentialOf(account));
        Assert.Contains(header, settings, StringComparison.Ordinal);
        Assert.Contains(token, settings, StringComparison.Ordinal);
        var signingKey = await SigningKey();
        Assert.NotEmpty(signingKey);
        foreach (var secret in new[] { credential, header, token, key, signingKey, access.MachineKey.Trim() })
            Assert.DoesNotContain(secret, file, StringComparison.Ordinal);
        // What somebody wrote into memory is memory: the same search finds it.
        Assert.Contains(memory, file, StringComparison.Ordinal);
        Assert.Equal(
            ["blocks", "definition", "format", "passages", "sessions", "version"],
            JsonNode.Parse(file.Split('\n')[0])!.AsObject().Select(member => member.Key));
    }

    private static async Task Connect(
        TestTenant owner, AccountKey account, string credential, string header, string token)
    {
        using var connected = await owner.Admin.PostAsJsonAsync(
            $"/v1/platforms/{account.Platform}/accounts",
            new
            {
                account = account.Account,
                agent = "ada",
                settings = new
                {
                    url = $"https://example.org/?token={token}",
                    headers = new Dictionary<string, string> { ["X-Door"] = header },
                },
                credentials = new { secret = credential },
            });
        await connected.ShouldBe(201);
    }

    // A key that opens the door.
    private async Task<string> CreateKey(TestTenant owner)
    {
        using var created = await owner.Admin.PostAsJsonAsync(
            "/v1/keys", new { name = "planted", permissions = new[] { "agents:read" } });
        var secret = (await created.ShouldBe(201)).Text("secret");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents/ada");
        request.Headers.Add("X-API-Key", secret);
        using var answer = await access.Nobody.SendAsync(request);
        await answer.ShouldBe(200);
        return secret;
    }

    private async Task<string> CredentialOf(AccountKey account)
    {
        var row = await access.Gateway.Services.GetRequiredService<AccountStore>().Find(account, CancellationToken.None);
        return access.Gateway.Services.GetRequiredService<AccountSecrets>().OpenCredentials(account, row!.Credentials!)["secret"];
    }

    private async Task<string> Settings(AccountKey account)
    {
        await using var command = access.Gateway.Rows.CreateCommand(
            "select settings::text from platform_account where tenant = $1 and account = $2");
        command.Parameters.AddWithValue(account.Tenant);
        command.Parameters.AddWithValue(account.Account);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task<string> SigningKey()
    {
        await using var command = access.Gateway.Rows.CreateCommand("select tenant, secret_key_id, secret from agent_file_key");
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        return access.Gateway.Services.GetRequiredService<SecretBox>().Open(
            new SealedSecret(row.GetString(1), row.GetFieldValue<byte[]>(2)), AgentFileKeys.Place(row.GetString(0)));
    }

    // Base64 without characters that JSON or an address could escape.
    private static string NewSecret() => Convert.ToBase64String(
        Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(18))));
}
