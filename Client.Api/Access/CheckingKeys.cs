using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Sanctum.Access;

/// <summary>Keys as access tokens are checked with them. Each has one algorithm, whatever a token says.</summary>
internal static class CheckingKeys
{
    /// <summary>The key of what the cluster sent.</summary>
    public static SecurityKey Read(SigningKey key)
    {
        if (key.Algorithm != SecurityAlgorithms.EcdsaSha256)
            return new SymmetricSecurityKey([.. key.Bytes]) { KeyId = key.Kid };
        var curve = ECDsa.Create();
        curve.ImportSubjectPublicKeyInfo(key.Bytes.AsSpan(), out _);
        return new ECDsaSecurityKey(curve) { KeyId = key.Kid };
    }

    /// <summary>The algorithm of a key; null where it is of no kind that signs here.</summary>
    public static string? AlgorithmOf(SecurityKey key) => key switch
    {
        SymmetricSecurityKey => SecurityAlgorithms.HmacSha256,
        ECDsaSecurityKey => SecurityAlgorithms.EcdsaSha256,
        _ => null,
    };
}
