using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OtpNet;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>The authenticator app of a user, who has confirmed it.</summary>
internal sealed class AuthenticatorApp(AccessGateway access, string username, string secret, string[] recoveryCodes)
{
    public string Username => username;

    public string Secret => secret;

    public string[] RecoveryCodes => recoveryCodes;

    /// <summary>The code of this moment.</summary>
    public string Code => CodeOf(secret);

    public static string CodeOf(string secret, int steps = 0) =>
        new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    /// <summary>A user who has one, and the user's session from before.</summary>
    public static async Task<(AuthenticatorApp App, HttpClient Client)> Of(AccessGateway access, params string[] roles)
    {
        var (username, client) = await access.NewSignedInUser(roles);
        using var enrolled = await client.PostAsJsonAsync("/api/users/me/totp", new { password = AccessGateway.Password });
        var secret = (await enrolled.ShouldBe(200)).Text("secret");
        using var confirmed = await client.PostAsJsonAsync("/api/users/me/totp/confirm", new { code = CodeOf(secret) });
        var codes = (await confirmed.ShouldBe(200))["recoveryCodes"]!.AsArray().Select(code => code!.GetValue<string>());
        var app = new AuthenticatorApp(access, username, secret, [.. codes]);
        await app.Later();
        return (app, client);
    }

    /// <summary>The challenge that the right password is answered with.</summary>
    public async Task<string> Challenge()
    {
        using var asked = await access.TrySignIn(username, AccessGateway.Password);
        return (await asked.ShouldRefuse(401, "second-factor-required")).Text("challenge");
    }

    public Task<HttpResponseMessage> Send(string challenge, string code) => SendTo(access, challenge, code);

    public async Task<HttpResponseMessage> TrySignIn(string code) => await Send(await Challenge(), code);

    public async Task<(HttpClient Client, JsonNode Tokens)> SignIn(string code)
    {
        using var answer = await TrySignIn(code);
        var tokens = await answer.ShouldBe(200);
        return (access.Client(tokens.Text("access_token")), tokens);
    }

    /// <summary>As if the step of the last code were over long ago.</summary>
    public async Task Later()
    {
        await using var command = access.Gateway.Rows.CreateCommand(
            $"update user_totp set last_step = 0 where username = '{username}'");
        await command.ExecuteNonQueryAsync();
    }

    public static Task<HttpResponseMessage> SendTo(AccessGateway access, string challenge, string code) =>
        access.Nobody.PostAsJsonAsync("/api/users/login/totp", new { challenge, code });
}
