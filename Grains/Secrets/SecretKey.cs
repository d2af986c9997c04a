using System.Buffers.Text;
using System.Security.Cryptography;

namespace Sanctum.Secrets;

/// <summary>A key for AES-256 and the id that rows name it by.</summary>
internal sealed class SecretKey
{
    public const int ByteCount = 32;
    private const int IdBytes = 6;

    public SecretKey(byte[] bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, ByteCount);
        Bytes = bytes;
        Id = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, IdBytes));
    }

    /// <summary>The start of the key's hash: it tells keys apart and nothing about them.</summary>
    public string Id { get; }

    public byte[] Bytes { get; }

    /// <summary>A new key.</summary>
    public static SecretKey Generate() => new(RandomNumberGenerator.GetBytes(ByteCount));

    /// <summary>Whether <paramref name="text"/> is Base64 of 32 bytes.</summary>
    public static bool IsValid(string text) => Base64.IsValid(text, out var length) && length == ByteCount;

    /// <summary>Reads Base64 of 32 bytes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static SecretKey Parse(string text) =>
        IsValid(text)
            ? new SecretKey(Convert.FromBase64String(text))
            : throw new FormatException($"A secrets key is Base64 of {ByteCount} bytes.");
}
