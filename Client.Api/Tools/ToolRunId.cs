using System.Security.Cryptography;
using System.Text;
using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>
/// The ids of runs. One that is asked for under a key has its id from it, so that the key alone finds it again.
/// </summary>
internal static class ToolRunId
{
    private const string Header = "Idempotency-Key";
    private const int MaxKeyCharacters = 256;

    /// <exception cref="InvalidRequestException">The key breaks a rule.</exception>
    public static Guid For(string agent, string? key)
    {
        if (key is null)
            return Guid.CreateVersion7();
        if (key.Length is 0 or > MaxKeyCharacters)
            throw new InvalidRequestException(Header, $"has {key.Length} characters; 1 to {MaxKeyCharacters} are allowed.");
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{agent}\n{key}")).AsSpan(0, 16);
        // Version 8 of RFC 9562: of our own making.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
