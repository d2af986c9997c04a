using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sanctum.Access;

/// <summary>Random texts that are kept as hashes only. They have 256 bits, so a plain hash is enough.</summary>
internal static class SecretText
{
    /// <summary>The length of a text.</summary>
    public const int Characters = 43;

    private const int Bytes = 32;
    private const int OneTimeCharacters = 20;

    // Without characters that look alike.
    private const string Readable = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>A new text of 43 characters that need no escaping in a URL.</summary>
    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A password of about 99 bits that a person can copy.</summary>
    public static string GeneratePassword() => RandomNumberGenerator.GetString(Readable, OneTimeCharacters);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
