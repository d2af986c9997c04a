using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>A gateway whose access tokens are signed by ES256.</summary>
public sealed class Es256Gateway : IAsyncLifetime
{
    internal AccessGateway Access { get; } = new();

    public Task InitializeAsync() => Access.Start(isRequired: true, "Sanctum:Access:Tokens:Algorithm=ES256");

    public Task DisposeAsync() => Access.DisposeAsync();
}

/// <summary>Access tokens by ES256, and those that use what is public of their keys.</summary>
public sealed class Es256Tests(Es256Gateway gateway) : IClassFixture<Es256Gateway>
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public static TheoryData<string> Forgeries =>
    [
        "alg none", "HS256 by the public key as PEM", "HS256 by the public key as DER", "HS256 by the public key as JWK",
        "ES256 by another key", "ES256 by a key in the header", "ES384", "swapped payload", "truncated", "no signature",
        "signature as DER", "unknown kid", "no kid", "another tenant",
    ];

    [Fact]
    public async Task Anybody_can_check_a_token_by_the_public_keys()
    {
        var (client, token) = await Genuine();

        await (await client.GetAsync("/v1/agents")).ShouldBeOk();
        var keys = new JsonWebKeySet((await Published()).ToJsonString());
        var result = await Handler.ValidateTokenAsync(token.EncodedToken, new TokenValidationParameters
        {
            ValidAlgorithms = ["ES256"],
            ValidTypes = ["at+jwt"],
            ValidIssuer = "sanctum",
            ValidAudience = "sanctum-api",
            IssuerSigningKeys = keys.Keys,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("ES256", token.Alg);
    }

    [Fact]
    public async Task What_is_published_and_what_gateways_get_has_no_private_part()
    {
        await Genuine();

        var published = Assert.Single((await Published())["keys"]!.AsArray())!.AsObject();
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], published.Select(one => one.Key).Order());
        var key = Assert.Single(await gateway.Access.Grains.GetGrain<ISigningKeysGrain>("default/signing-keys").Accepted());
        using var curve = ECDsa.Create();
        Assert.Throws<CryptographicException>(() => curve.ImportPkcs8PrivateKey(key.Bytes.AsSpan(), out _));
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Forged_token_is_refused(string forgery)
    {
        var (_, token) = await Genuine();
        var key = (await Published())["keys"]![0]!;

        using var refused = await gateway.Access.Client(Forge(token, key, forgery)).GetAsync("/v1/agents");

        await refused.ShouldRefuse(401, "invalid-token");
    }

    [Fact]
    public async Task Keys_of_a_tenant_are_published_by_its_name_and_unknown_ones_have_none()
    {
        using var unknown = await gateway.Access.Nobody.GetAsync("/v1/signing-keys/jwks?tenant=nowhere");

        await unknown.ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task A_changed_setting_makes_a_new_key_and_tokens_of_the_one_before_stay_accepted()
    {
        await using var first = new RunningGateway();
        await first.Start();
        using var before = await first.Nobody.GetAsync("/v1/signing-keys/jwks");
        Assert.Empty((await before.ShouldBe(200))["keys"]!.AsArray());
        await first.Stop();
        await using var second = new RunningGateway();

        await second.StartUnready(first.Database, "Sanctum:Access:Tokens:Algorithm=ES256");
        await second.BecomesReady();

        using var old = new HttpClient { BaseAddress = second.Address };
        old.DefaultRequestHeaders.Authorization = first.Http.DefaultRequestHeaders.Authorization;
        await (await old.GetAsync("/v1/agents")).ShouldBeOk();
        await (await second.Http.GetAsync("/v1/agents")).ShouldBeOk();
        Assert.Equal(("HS256", "ES256"), (new JsonWebToken(first.Token).Alg, new JsonWebToken(second.Token).Alg));
        var keys = (await second.Get("/v1/signing-keys"))["items"]!.AsArray();
        Assert.Equal(["ES256", "HS256"], keys.Select(key => key!.Text("algorithm")));
        Assert.Equal([true, false], keys.Select(key => key!["acceptedUntil"] is null));
        using var confused = new HttpClient { BaseAddress = second.Address };
        var hidden = (await second.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<ISigningKeysGrain>("default/signing-keys").Accepted())[1].Bytes;
        var swapped = Hmac(new JsonWebToken(second.Token), keys[0]!.Text("kid"), [.. hidden]);
        confused.DefaultRequestHeaders.Authorization = new("Bearer", swapped);
        using var refused = await confused.GetAsync("/v1/agents");
        await refused.ShouldRefuse(401, "invalid-token");
    }

    private static string Forge(JsonWebToken token, JsonNode key, string forgery)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var published = Curve(key);
        var parts = token.EncodedToken.Split('.');
        return forgery switch
        {
            "alg none" => $"{Part(new { alg = "none", typ = "at+jwt", kid = token.Kid })}.{parts[1]}.",
            // A verifier that takes the algorithm from the token would use what everybody has as the secret.
            "HS256 by the public key as PEM" => Hmac(
                token, token.Kid, Encoding.UTF8.GetBytes(published.ExportSubjectPublicKeyInfoPem())),
            "HS256 by the public key as DER" => Hmac(token, token.Kid, published.ExportSubjectPublicKeyInfo()),
            "HS256 by the public key as JWK" => Hmac(token, token.Kid, Encoding.UTF8.GetBytes(key.ToJsonString())),
            "ES256 by another key" => Signed(token, new { alg = "ES256", typ = "at+jwt", kid = token.Kid }, other),
            "ES256 by a key in the header" => Signed(
                token, new { alg = "ES256", typ = "at+jwt", kid = token.Kid, jwk = Jwk(other) }, other),
            "ES384" => Signed(
                token, new { alg = "ES384", typ = "at+jwt", kid = token.Kid }, larger, HashAlgorithmName.SHA384),
            "swapped payload" => $"{parts[0]}.{Swapped(parts[1])}.{parts[2]}",
            "truncated" => token.EncodedToken[..^5],
            "no signature" => $"{parts[0]}.{parts[1]}.",
            "signature as DER" => $"{parts[0]}.{parts[1]}.{Der(parts[2])}",
            "unknown kid" => $"{Part(new { alg = "ES256", typ = "at+jwt", kid = "0123456789abcdef01" })}.{parts[1]}.{parts[2]}",
            "no kid" => $"{Part(new { alg = "ES256", typ = "at+jwt" })}.{parts[1]}.{parts[2]}",
            "another tenant" => $"{parts[0]}.{Swapped(parts[1], "tenant", "other")}.{parts[2]}",
            _ => throw new ArgumentOutOfRangeException(nameof(forgery), forgery, null),
        };
    }

    private static ECDsa Curve(JsonNode key) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint
        {
            X = Base64Url.DecodeFromChars(key.Text("x")),
            Y = Base64Url.DecodeFromChars(key.Text("y")),
        },
    });

    private static object Jwk(ECDsa curve)
    {
        var point = curve.ExportParameters(includePrivateParameters: false).Q;
        return new { kty = "EC", crv = "P-256", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) };
    }

    private static string Swapped(string payload, string claim = "sub", string value = "somebody")
    {
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(payload))!;
        claims[claim] = value;
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
    }

    // The same signature in the form that JWS does not have.
    private static string Der(string signature)
    {
        var bytes = Base64Url.DecodeFromChars(signature);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(Unpadded(bytes.AsSpan(0, 32)));
            writer.WriteIntegerUnsigned(Unpadded(bytes.AsSpan(32)));
        }
        return Base64Url.EncodeToString(writer.Encode());
    }

    private static ReadOnlySpan<byte> Unpadded(ReadOnlySpan<byte> number) => number.TrimStart((byte)0);

    private static string Signed(JsonWebToken token, object header, ECDsa key, HashAlgorithmName? hash = null)
    {
        var content = $"{Part(header)}.{token.EncodedPayload}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(content), hash ?? HashAlgorithmName.SHA256);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Hmac(JsonWebToken token, string kid, byte[] secret)
    {
        var content = $"{Part(new { alg = "HS256", typ = "at+jwt", kid })}.{token.EncodedPayload}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Part(object content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));

    private async Task<(HttpClient Client, JsonWebToken Token)> Genuine()
    {
        var (client, tokens) = await gateway.Access.SignIn(await gateway.Access.NewUser("viewer"));
        return (client, new JsonWebToken(tokens.Text("access_token")));
    }

    private async Task<JsonNode> Published()
    {
        using var answer = await gateway.Access.Nobody.GetAsync("/v1/signing-keys/jwks");
        return await answer.ShouldBe(200);
    }
}
