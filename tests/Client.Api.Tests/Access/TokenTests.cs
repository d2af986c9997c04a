using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Tokens that were not issued here, or were and are not what they were.</summary>
public sealed class TokenTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    public static TheoryData<string> Forgeries =>
    [
        "another key", "alg none", "alg None with a signature", "RS256 with a public key as secret", "RS256", "HS512",
        "swapped payload", "truncated", "no signature", "expired", "not yet valid", "no expiry", "another issuer",
        "another audience", "another type", "unknown kid", "no kid", "another tenant", "unknown session", "another user",
        "no session", "garbage",
    ];

    [Fact]
    public async Task Token_made_as_the_product_makes_them_is_accepted()
    {
        var genuine = await Genuine();

        await (await access.Client(Signed(genuine, _ => { })).GetAsync("/v1/agents")).ShouldBeOk();
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Forged_token_is_refused(string forgery)
    {
        var token = Forge(await Genuine(), forgery);

        using var refused = await access.Client(token).GetAsync("/v1/agents");

        await refused.ShouldRefuse(401, "invalid-token");
        Assert.Contains("invalid_token", Assert.Single(refused.Headers.WwwAuthenticate).Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forged_cookie_is_refused_and_a_forged_token_does_not_close_the_way_to_sign_in()
    {
        var forged = Forge(await Genuine(), "alg none");
        var browser = access.Client(null);
        browser.DefaultRequestHeaders.Add("Cookie", $"sanctum-access={forged}");

        using var refused = await browser.GetAsync("/v1/agents");
        await refused.ShouldRefuse(401, "invalid-token");
        using var signedIn = await browser.PostAsJsonAsync(
            "/api/users/login", new { username = await access.NewUser("viewer"), password = AccessGateway.Password });
        await signedIn.ShouldBe(200);
    }

    [Fact]
    public async Task Rotated_key_signs_at_once_and_the_one_before_is_accepted_until_it_is_refused_immediately()
    {
        var (old, oldTokens) = await access.SignIn(await access.NewUser("viewer"));
        using var rotated = await access.Admin.PostAsync("/v1/signing-keys/rotate", null);
        var keys = (await rotated.ShouldBe(200))["items"]!.AsArray();
        var (fresh, _) = await access.SignIn(await access.NewUser("viewer"));

        var before = KidOf(oldTokens.Text("access_token"));
        Assert.Equal(2, keys.Count(key => key!["acceptedUntil"] is null || key.Text("kid") == before));
        await (await old.GetAsync("/v1/agents")).ShouldBeOk();
        await (await fresh.GetAsync("/v1/agents")).ShouldBeOk();
        using var at_once = await access.Admin.PostAsync("/v1/signing-keys/rotate?immediately=true", null);
        await at_once.ShouldBe(200);
        await AccessGateway.Answers(old, "/v1/agents", 401);
        await AccessGateway.Answers(fresh, "/v1/agents", 401);
        var (after, _) = await access.SignIn("admin");
        await (await after.GetAsync("/v1/agents")).ShouldBeOk();
        access.Admin.DefaultRequestHeaders.Authorization = after.DefaultRequestHeaders.Authorization;
    }

    [Fact]
    public async Task Signing_keys_are_encrypted_in_their_rows_and_refresh_tokens_and_keys_are_hashes()
    {
        var (_, tokens) = await access.SignIn(await access.NewUser("viewer"));
        var key = await access.NewKey(access.Admin, "agents:read");
        var secret = Convert.ToBase64String((await Genuine()).Key);

        foreach (var table in new[] { "signing_key", "refresh_token", "api_keys", "users", "audit_entry" })
        {
            await using var command = access.Gateway.Rows.CreateCommand(
                $"select coalesce(string_agg(t::text || encode(convert_to(t::text, 'UTF8'), 'base64'), ' '), '') from {table} t");
            var rows = (string)(await command.ExecuteScalarAsync())!;
            foreach (var hidden in new[]
            {
                secret, Convert.ToHexStringLower(Convert.FromBase64String(secret)), tokens.Text("refresh_token").Split('~')[1],
                key.Text("secret"), AccessGateway.Password,
            })
                Assert.DoesNotContain(hidden, rows, StringComparison.Ordinal);
        }
    }

    private static string Forge(GenuineToken genuine, string forgery) => forgery switch
    {
        "another key" => Signed(genuine with { Key = RandomNumberGenerator.GetBytes(32) }, _ => { }),
        "alg none" => $"{Part(new { alg = "none", typ = "at+jwt", kid = genuine.Kid })}.{genuine.Text.Split('.')[1]}.",
        "alg None with a signature" =>
            $"{Part(new { alg = "None", typ = "at+jwt", kid = genuine.Kid })}.{genuine.Text[(genuine.Text.IndexOf('.') + 1)..]}",
        "RS256 with a public key as secret" => Confused(genuine),
        "RS256" => Signed(genuine, descriptor => descriptor.SigningCredentials = new SigningCredentials(
            new RsaSecurityKey(RSA.Create(2_048)) { KeyId = genuine.Kid }, SecurityAlgorithms.RsaSha256)),
        "HS512" => Hmac(
            Part(new { alg = "HS512", typ = "at+jwt", kid = genuine.Kid }), genuine.Text.Split('.')[1],
            content => HMACSHA512.HashData(genuine.Key, content)),
        "swapped payload" => Swapped(genuine),
        "truncated" => genuine.Text[..^5],
        "no signature" => $"{genuine.Text.Split('.')[0]}.{genuine.Text.Split('.')[1]}.",
        "expired" => Signed(genuine, descriptor => Shift(descriptor, TimeSpan.FromHours(-1))),
        "not yet valid" => Signed(genuine, descriptor => Shift(descriptor, TimeSpan.FromHours(1))),
        "no expiry" => Signed(genuine, descriptor => descriptor.Expires = null),
        "another issuer" => Signed(genuine, descriptor => descriptor.Issuer = "elsewhere"),
        "another audience" => Signed(genuine, descriptor => descriptor.Audience = "elsewhere"),
        "another type" => Signed(genuine, descriptor => descriptor.TokenType = "JWT"),
        "unknown kid" => Signed(genuine with { Kid = "0123456789abcdef01" }, _ => { }),
        "no kid" => Signed(genuine with { Kid = null }, _ => { }),
        "another tenant" => Signed(genuine, descriptor => descriptor.Claims["tenant"] = "other"),
        "unknown session" => Signed(genuine, descriptor => descriptor.Claims["sid"] = Guid.NewGuid().ToString("N")),
        "another user" => Signed(genuine, descriptor => descriptor.Claims["sub"] = "admin"),
        "no session" => Signed(genuine, descriptor => descriptor.Claims.Remove("sid")),
        "garbage" => "a.b.c",
        _ => throw new ArgumentOutOfRangeException(nameof(forgery), forgery, null),
    };

    // The public key is what everybody has; a verifier that takes the algorithm from the token would use it as the secret.
    private static string Confused(GenuineToken genuine)
    {
        using var rsa = RSA.Create(2_048);
        var content = Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem());
        return Hmac(
            Part(new { alg = "RS256", typ = "at+jwt", kid = genuine.Kid }), genuine.Text.Split('.')[1],
            signed => HMACSHA256.HashData(content, signed));
    }

    private static string Swapped(GenuineToken genuine)
    {
        var claims = new JsonWebToken(genuine.Text);
        var payload = Part(new
        {
            iss = claims.Issuer,
            aud = "sanctum-api",
            sub = "admin",
            tenant = "default",
            sid = genuine.Session,
            exp = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds(),
        });
        return $"{genuine.Text.Split('.')[0]}.{payload}.{genuine.Text.Split('.')[2]}";
    }

    private static string Hmac(string header, string payload, Func<byte[], byte[]> sign) =>
        $"{header}.{payload}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes($"{header}.{payload}")))}";

    private static string Part(object content) =>
        Base64Url.EncodeToString(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(content));

    private static void Shift(SecurityTokenDescriptor descriptor, TimeSpan by)
    {
        (descriptor.IssuedAt, descriptor.NotBefore) = (descriptor.IssuedAt + by, descriptor.NotBefore + by);
        descriptor.Expires += by;
    }

    private static string Signed(GenuineToken genuine, Action<SecurityTokenDescriptor> change)
    {
        var now = DateTime.UtcNow;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = "sanctum",
            Audience = "sanctum-api",
            TokenType = "at+jwt",
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(15),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = genuine.Username,
                ["sid"] = genuine.Session,
                ["tenant"] = "default",
            },
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(genuine.Key) { KeyId = genuine.Kid }, SecurityAlgorithms.HmacSha256),
        };
        change(descriptor);
        return Writer.CreateToken(descriptor);
    }

    private static string KidOf(string token) => new JsonWebToken(token).Kid;

    private async Task<GenuineToken> Genuine()
    {
        var username = await access.NewUser("viewer");
        var text = (await access.SignIn(username)).Tokens.Text("access_token");
        var token = new JsonWebToken(text);
        var keys = await access.Grains.GetGrain<ISigningKeysGrain>("default/signing-keys").Accepted();
        return new GenuineToken(
            text, username, token.GetClaim("sid").Value, token.Kid, [.. keys.Single(key => key.Kid == token.Kid).Bytes]);
    }

    private sealed record GenuineToken(string Text, string Username, string Session, string? Kid, byte[] Key);
}
