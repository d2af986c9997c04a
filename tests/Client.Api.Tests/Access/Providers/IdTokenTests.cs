using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sanctum.Testing;

namespace Sanctum.Access;

/// <summary>A gateway whose users are made by whatever a provider says, if it is believed.</summary>
public sealed class ForgedGateway : IAsyncLifetime
{
    internal AccessGateway Access { get; } = new();

    internal ForgingProvider Provider { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Provider = await ForgingProvider.Start();
        await Access.Start(
            isRequired: true, $"Sanctum:Access:Providers:forged:Authority={Provider.Issuer}",
            "Sanctum:Access:Providers:forged:ClientId=client",
            $"Sanctum:Access:Providers:forged:ClientSecret={IdTokenTests.Secret}",
            "Sanctum:Access:Providers:forged:CreatesUsers=true");
    }

    public async Task DisposeAsync()
    {
        await Access.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

/// <summary>Id tokens that a provider did not make for this sign-in, and one that it did.</summary>
public sealed class IdTokenTests(ForgedGateway gateway) : IClassFixture<ForgedGateway>
{
    internal const string Secret = "the client secret that has 32 bytes or more";

    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    public static TheoryData<string> Forgeries =>
    [
        "alg none", "alg None with a signature", "HS256 by the client secret", "HS256 by the public key", "another key",
        "unknown kid", "another issuer", "another audience", "two audiences", "another party", "expired", "no expiry",
        "not yet valid", "another nonce", "no nonce", "no subject", "swapped payload", "truncated", "no signature", "garbage",
    ];

    [Fact]
    public async Task Token_that_the_provider_made_signs_in()
    {
        Assert.Equal("/", await SignIn(nonce => Signed(nonce, _ => { })));
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Forged_token_is_refused(string forgery)
    {
        Assert.Equal("/#sign-in-failed=invalid", await SignIn(nonce => Forge(nonce, forgery)));
    }

    [Fact]
    public async Task Key_that_the_provider_adds_is_found_by_itself()
    {
        Assert.Equal("/", await SignIn(nonce => Signed(nonce, _ => { })));
        gateway.Provider.Keys["second"] = RSA.Create(2_048);

        await Eventually.True(async () => await SignIn(nonce => Signed(nonce, _ => { }, "second")) == "/");
    }

    [Fact]
    public async Task Provider_that_refuses_the_code_or_sends_no_token_cannot_be_used()
    {
        Assert.Equal("/#sign-in-failed=provider-unavailable", await Answered(400, new { error = "invalid_grant" }));
        Assert.Equal("/#sign-in-failed=provider-unavailable", await Answered(500, "no JSON at all"));
        Assert.Equal("/#sign-in-failed=provider-unavailable", await Answered(200, new { access_token = "any" }));
        Assert.Equal("/#sign-in-failed=provider-unavailable", await Answered(200, new string('a', 300_000)));
    }

    private string Forge(string nonce, string forgery)
    {
        var genuine = Signed(nonce, _ => { });
        var parts = genuine.Split('.');
        var publicKey = gateway.Provider.Keys["first"].ExportSubjectPublicKeyInfoPem();
        return forgery switch
        {
            // Microsoft's handler takes this one from the token endpoint.
            "alg none" => $"{Part(new { alg = "none", typ = "JWT" })}.{parts[1]}.",
            "alg None with a signature" => $"{Part(new { alg = "None", typ = "JWT", kid = "first" })}.{parts[1]}.{parts[2]}",
            "HS256 by the client secret" => Hmac(parts[1], Encoding.UTF8.GetBytes(Secret)),
            "HS256 by the public key" => Hmac(parts[1], Encoding.UTF8.GetBytes(publicKey)),
            "another key" => Signed(nonce, token => token.SigningCredentials = Credentials(RSA.Create(2_048), "first")),
            "unknown kid" => Signed(nonce, token => token.SigningCredentials = Credentials(RSA.Create(2_048), "third")),
            "another issuer" => Signed(nonce, token => token.Issuer = "https://elsewhere.test"),
            "another audience" => Signed(nonce, token => token.Audience = "another client"),
            "two audiences" => Signed(nonce, token => token.Audiences.Add("another client")),
            "another party" => Signed(nonce, token => token.Claims["azp"] = "other"),
            "expired" => Signed(nonce, token => token.Expires = DateTime.UtcNow.AddMinutes(-5)),
            "no expiry" => Signed(nonce, token => token.Expires = null),
            "not yet valid" => Signed(nonce, token => token.NotBefore = DateTime.UtcNow.AddMinutes(5)),
            "another nonce" => Signed("of another sign-in", _ => { }),
            "no nonce" => Signed(nonce, token => token.Claims.Remove("nonce")),
            "no subject" => Signed(nonce, token => token.Claims.Remove("sub")),
            "swapped payload" => $"{parts[0]}.{Part(Claims(nonce))}.{parts[2]}",
            "truncated" => genuine[..^5],
            "no signature" => $"{parts[0]}.{parts[1]}.",
            "garbage" => "a.b.c",
            _ => throw new ArgumentOutOfRangeException(nameof(forgery), forgery, null),
        };
    }

    private string Signed(string nonce, Action<SecurityTokenDescriptor> change, string kid = "first")
    {
        var now = DateTime.UtcNow;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = gateway.Provider.Issuer,
            Audience = "client",
            IssuedAt = now,
            NotBefore = now.AddHours(-1),
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = "subject", ["nonce"] = nonce, ["preferred_username"] = "forged" },
            SigningCredentials = Credentials(gateway.Provider.Keys[kid], kid),
        };
        change(descriptor);
        return Writer.CreateToken(descriptor);
    }

    private object Claims(string nonce) => new
    {
        iss = gateway.Provider.Issuer,
        aud = "client",
        sub = "another subject",
        nonce,
        exp = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds(),
    };

    private static SigningCredentials Credentials(RSA key, string kid) =>
        new(new RsaSecurityKey(key) { KeyId = kid }, SecurityAlgorithms.RsaSha256);

    private static string Hmac(string payload, byte[] key)
    {
        var content = $"{Part(new { alg = "HS256", typ = "JWT", kid = "first" })}.{payload}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Part(object content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));

    private Task<string> SignIn(Func<string, string> make) => Come((code, nonce) =>
        gateway.Provider.Answers[code] = (200, new { access_token = "any", token_type = "Bearer", id_token = make(nonce) }));

    private Task<string> Answered(int status, object body) =>
        Come((code, _) => gateway.Provider.Answers[code] = (status, body));

    private async Task<string> Come(Action<string, string> answer)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = gateway.Access.Gateway.Address,
        };
        using var begun = await browser.GetAsync("/api/users/login/forged");
        var asked = QueryHelpers.ParseQuery(begun.Headers.Location!.Query);
        var code = Guid.NewGuid().ToString("N");
        answer(code, asked["nonce"].ToString());
        using var ended = await browser.GetAsync($"/api/users/login/forged/callback?code={code}&state={asked["state"]}");
        Assert.Equal(HttpStatusCode.SeeOther, ended.StatusCode);
        var hasSession = ended.Headers.GetValues("Set-Cookie").Any(
            cookie => cookie.StartsWith("sanctum-access=", StringComparison.Ordinal));
        Assert.Equal(ended.Headers.Location!.ToString() == "/", hasSession);
        return ended.Headers.Location.ToString();
    }
}
