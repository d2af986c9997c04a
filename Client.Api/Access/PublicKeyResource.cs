using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;

namespace Sanctum.Access;

/// <summary>The public keys that check access tokens, as RFC 7517 has them.</summary>
/// <param name="Keys">The one that signs first.</param>
internal sealed record PublicKeySet([property: JsonPropertyName("keys")] PublicKeyResource[] Keys);

/// <summary>A public key of ES256.</summary>
/// <param name="Kid">Its id, which tokens name.</param>
/// <param name="Kty">Always <c>EC</c>.</param>
/// <param name="Crv">Always <c>P-256</c>.</param>
/// <param name="Alg">Always <c>ES256</c>.</param>
/// <param name="Use">Always <c>sig</c>.</param>
/// <param name="X">A coordinate, Base64url.</param>
/// <param name="Y">The other.</param>
internal sealed record PublicKeyResource(string Kid, string Kty, string Crv, string Alg, string Use, string X, string Y)
{
    /// <summary>The key as anybody may see it; null where it has no public part.</summary>
    public static PublicKeyResource? Of(SigningKey key)
    {
        if (key.Algorithm != SecurityAlgorithms.EcdsaSha256)
            return null;
        using var curve = ECDsa.Create();
        curve.ImportSubjectPublicKeyInfo(key.Bytes.AsSpan(), out _);
        var point = curve.ExportParameters(includePrivateParameters: false).Q;
        return new PublicKeyResource(
            key.Kid, "EC", "P-256", SecurityAlgorithms.EcdsaSha256, "sig", Base64Url.EncodeToString(point.X),
            Base64Url.EncodeToString(point.Y));
    }
}
