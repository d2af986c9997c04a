using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Tokens of one issuer that pretend to be of the other, and those of neither.</summary>
[Collection(SharedOAuthGateway.Name)]
public sealed class OAuthTokenTests(OAuthGateway gateway)
{
    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    public static TheoryData<string> Forgeries =>
    [
        "alg none", "another key", "HS256 by the public key", "HS256 by our other key", "other issuer, our HS256 key",
        "our issuer, ES256", "ES256 with the kid of our other key", "RS256", "ES384", "swapped payload", "truncated",
        "no signature", "expired",
        "not yet valid", "no expiry", "another issuer", "another audience", "another type", "unknown kid", "no kid",
        "another tenant", "unknown token", "another subject", "the refresh token", "the code's type",
    ];

    [Fact]
    public async Task Token_made_as_the_product_makes_them_is_accepted()
    {
        await (await gateway.Access.Client(Signed(await Genuine(), _ => { })).GetAsync("/v1/agents")).ShouldBeOk();
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Forged_token_is_refused(string forgery)
    {
        var token = Forge(await Genuine(), forgery);

        using var refused = await gateway.Access.Client(token).GetAsync("/v1/agents");

        await refused.ShouldRefuse(401, "invalid-token");
    }

    [Fact]
    public async Task Rotated_key_signs_and_the_one_before_is_accepted_until_it_is_refused_immediately()
    {
        var service = await gateway.NewClient("service", "agents:read");
        var before = await gateway.TokenOf(OAuthGateway.Credentials(service));
        using var rotated = await gateway.Access.Admin.PostAsync("/v1/oauth/keys/rotate", null);
        var keys = (await rotated.ShouldBe(200))["items"]!.AsArray();
        await Testing.Eventually.True(async () =>
            KidOf(await gateway.TokenOf(OAuthGateway.Credentials(service))) == keys[0]!.Text("kid"));
        var after = await gateway.TokenOf(OAuthGateway.Credentials(service));

        await (await gateway.Client(before).GetAsync("/v1/agents")).ShouldBeOk();
        await (await gateway.Client(after).GetAsync("/v1/agents")).ShouldBeOk();
        using var immediately = await gateway.Access.Admin.PostAsync("/v1/oauth/keys/rotate?immediately=true", null);
        await immediately.ShouldBe(200);
        await AccessGateway.Answers(gateway.Client(before), "/v1/agents", 401);
        await AccessGateway.Answers(gateway.Client(after), "/v1/agents", 401);
        using var list = await gateway.Access.Admin.GetAsync("/v1/oauth/keys");
        Assert.Null((await list.ShouldBe(200))["items"]![0]!["acceptedUntil"]);
    }

    private static string Forge(GenuineToken genuine, string forgery) => forgery switch
    {
        "alg none" => $"{Part(new { alg = "none", typ = "at+jwt", kid = genuine.Kid })}.{genuine.Text.Split('.')[1]}.",
        "another key" => Signed(genuine with { Key = ECDsa.Create(ECCurve.NamedCurves.nistP256) }, _ => { }),
        // A verifier that takes the algorithm from the token would use what everybody has as the secret.
        "HS256 by the public key" => Hmac(
            genuine, genuine.Kid, Encoding.UTF8.GetBytes(genuine.Key.ExportSubjectPublicKeyInfoPem())),
        "HS256 by our other key" => Hmac(genuine, genuine.OtherKid, genuine.OtherKey),
        "other issuer, our HS256 key" => Signed(genuine, token => token.SigningCredentials = new SigningCredentials(
            new SymmetricSecurityKey(genuine.OtherKey) { KeyId = genuine.OtherKid }, SecurityAlgorithms.HmacSha256)),
        "our issuer, ES256" => Signed(genuine, token => (token.Issuer, token.Audience) = ("sanctum", "sanctum-api")),
        "ES256 with the kid of our other key" => Signed(genuine with { Kid = genuine.OtherKid }, _ => { }),
        "RS256" => Signed(genuine, token => token.SigningCredentials = new SigningCredentials(
            new RsaSecurityKey(RSA.Create(2_048)) { KeyId = genuine.Kid }, SecurityAlgorithms.RsaSha256)),
        "ES384" => Signed(genuine, token => token.SigningCredentials = new SigningCredentials(
            new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP384)) { KeyId = genuine.Kid },
            SecurityAlgorithms.EcdsaSha384)),
        "swapped payload" => Swapped(genuine),
        "truncated" => genuine.Text[..^5],
        "no signature" => $"{genuine.Text.Split('.')[0]}.{genuine.Text.Split('.')[1]}.",
        "expired" => Signed(genuine, token => token.Expires -= TimeSpan.FromHours(2)),
        "not yet valid" => Signed(genuine, token => token.NotBefore = DateTime.UtcNow.AddMinutes(10)),
        "no expiry" => Signed(genuine, token => token.Expires = null),
        "another issuer" => Signed(genuine, token => token.Issuer = "https://elsewhere.example.org/"),
        "another audience" => Signed(genuine, token => token.Audience = "https://elsewhere.example.org/"),
        "another type" => Signed(genuine, token => token.TokenType = "JWT"),
        "unknown kid" => Signed(genuine with { Kid = "0123456789abcdef01" }, _ => { }),
        "no kid" => Signed(genuine with { Kid = null }, _ => { }),
        "another tenant" => Signed(genuine, token => token.Claims["tenant"] = "other"),
        "unknown token" => Signed(genuine, token => token.Claims["oi_tkn_id"] = Guid.NewGuid().ToString()),
        "another subject" => Signed(genuine, token => token.Claims["sub"] = "admin"),
        "the refresh token" => genuine.RefreshToken,
        "the code's type" => Signed(genuine, token => token.TokenType = "oi_auc+jwt"),
        _ => throw new ArgumentOutOfRangeException(nameof(forgery), forgery, null),
    };

    private static string Swapped(GenuineToken genuine)
    {
        var parts = genuine.Text.Split('.');
        return $"{parts[0]}.{Part(new { iss = genuine.Issuer, sub = "admin" })}.{parts[2]}";
    }

    private static string Signed(GenuineToken genuine, Action<SecurityTokenDescriptor> change)
    {
        var now = DateTime.UtcNow;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = genuine.Issuer,
            Audience = genuine.Issuer,
            TokenType = "at+jwt",
            IssuedAt = now,
            NotBefore = now.AddHours(-3),
            Expires = now.AddMinutes(15),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = genuine.Subject,
                ["oi_tkn_id"] = genuine.Id,
                ["tenant"] = "default",
                ["scope"] = "agents:read",
            },
            SigningCredentials = new SigningCredentials(
                new ECDsaSecurityKey(genuine.Key) { KeyId = genuine.Kid }, SecurityAlgorithms.EcdsaSha256),
        };
        change(descriptor);
        return Writer.CreateToken(descriptor);
    }

    private static string Hmac(GenuineToken genuine, string? kid, byte[] key)
    {
        var content = $"{Part(new { alg = "HS256", typ = "at+jwt", kid })}.{genuine.Text.Split('.')[1]}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Part(object content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));

    private static string KidOf(JsonNode tokens) => new JsonWebToken(tokens.Text("access_token")).Kid;

    private async Task<GenuineToken> Genuine()
    {
        var client = await gateway.NewClient("public");
        using var browser = new OAuthBrowser(gateway, client["client"]!.Text("clientId"));
        var username = await gateway.Access.NewUser("viewer");
        var tokens = await browser.Allow(username);
        var text = tokens.Text("access_token");
        var token = new JsonWebToken(text);
        var keys = await gateway.Access.Grains.GetGrain<IOAuthKeysGrain>("default/oauth-keys").Accepted();
        var signing = ECDsa.Create();
        signing.ImportPkcs8PrivateKey(keys.Keys.Single(key => key.Kid == token.Kid).Signing.AsSpan(), out _);
        var other = (await gateway.Access.Grains.GetGrain<ISigningKeysGrain>("default/signing-keys").Accepted())[0];
        return new GenuineToken(
            text, token.Issuer, username, token.GetPayloadValue<string>("oi_tkn_id"), token.Kid, signing, other.Kid,
            [.. other.Bytes], tokens.Text("refresh_token"));
    }

    private sealed record GenuineToken(
        string Text, string Issuer, string Subject, string Id, string? Kid, ECDsa Key, string OtherKid, byte[] OtherKey,
        string RefreshToken);
}
