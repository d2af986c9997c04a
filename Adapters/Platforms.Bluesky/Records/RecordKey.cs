using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Record keys that follow from what is posted, so that a post made again after a crash lands on the record that is there
/// already. They are TIDs (https://atproto.com/specs/tid), which a post's key must be: microseconds since 1970 and a clock id of
/// ten bits. The milliseconds are those of the cause; what is finer, and the clock id, come from a hash of the idempotency key.
/// </summary>
internal static class RecordKey
{
    private const string Alphabet = "234567abcdefghijklmnopqrstuvwxyz";
    private const int Characters = 13;
    private const int ClockIdBits = 10;

    /// <summary>The key of one record.</summary>
    /// <param name="idempotencyKey">What must not be done twice.</param>
    /// <param name="causedAt">A time that is the same at every attempt.</param>
    /// <param name="index">Which record of several with the same idempotency key, from 0; later ones sort behind.</param>
    public static string Derive(string idempotencyKey, DateTimeOffset causedAt, int index = 0)
    {
        var hash = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)));
        var clockId = hash & ((1 << ClockIdBits) - 1);
        var microseconds = causedAt.ToUnixTimeMilliseconds() * 1_000 + (hash >> ClockIdBits) % 1_000 + index;
        return Encode((ulong)microseconds << ClockIdBits | clockId);
    }

    /// <summary>The time in a key; null where it is no TID.</summary>
    public static DateTimeOffset? TimeOf(string key)
    {
        if (key.Length != Characters || key.Any(character => !Alphabet.Contains(character)))
            return null;
        var value = key.Aggregate(
            0UL, (value, character) => value << 5 | (uint)Alphabet.IndexOf(character, StringComparison.Ordinal));
        return DateTimeOffset.UnixEpoch.AddMicroseconds(value >> ClockIdBits);
    }

    private static string Encode(ulong value) => string.Create(Characters, value, static (text, rest) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, rest >>= 5)
            text[i] = Alphabet[(int)(rest & 31)];
    });
}
