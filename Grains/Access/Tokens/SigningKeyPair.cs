using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Sanctum.Access;

/// <summary>What a row of <c>signing_key</c> holds: makes it, signs with it, and gives away what checks its tokens.</summary>
internal static class SigningKeyPair
{
    private const int SecretBytes = 32;
    private const int KidBytes = 9;

    /// <summary>A new key.</summary>
    public static SigningKey Generate(TokenAlgorithm algorithm, DateTimeOffset now) => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KidBytes)), algorithm.ToString(), now, null,
        algorithm == TokenAlgorithm.ES256 ? PrivateKey() : [.. RandomNumberGenerator.GetBytes(SecretBytes)]);

    /// <summary>The key as tokens are signed with it.</summary>
    public static SecurityKey ForSigning(SigningKey key)
    {
        if (key.Algorithm != SecurityAlgorithms.EcdsaSha256)
            return new SymmetricSecurityKey([.. key.Bytes]) { KeyId = key.Kid };
        var curve = ECDsa.Create();
        curve.ImportPkcs8PrivateKey(key.Bytes.AsSpan(), out _);
        return new ECDsaSecurityKey(curve) { KeyId = key.Kid };
    }

    /// <summary>The key as gateways get it: of ES256 the public one only.</summary>
    public static SigningKey ForChecking(SigningKey key)
    {
        if (key.Algorithm != SecurityAlgorithms.EcdsaSha256)
            return key;
        using var curve = ECDsa.Create();
        curve.ImportPkcs8PrivateKey(key.Bytes.AsSpan(), out _);
        return key with { Bytes = [.. curve.ExportSubjectPublicKeyInfo()] };
    }

    private static ImmutableArray<byte> PrivateKey()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return [.. curve.ExportPkcs8PrivateKey()];
    }
}
