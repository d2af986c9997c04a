using System.Security.Cryptography;
using System.Text;

namespace Sanctum.Identity;

/// <summary>Ids that follow from names, such as an idempotency key, so that the names alone find them again.</summary>
internal static class NamedId
{
    /// <summary>The id of names, of version 8 (RFC 9562): the beginning of a SHA-256.</summary>
    public static Guid Of(params ReadOnlySpan<string> names)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names))).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
