using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Orleans.Runtime;

namespace Sanctum.Runtime.Reminders;

/// <summary>
/// A grain's place on the ring of an Orleans cluster. Each silo reads the reminders of its part of the ring by this number, so a
/// row that carries another one would tick nowhere.
/// </summary>
internal static class RingHash
{
    private const uint Prime1 = 2_654_435_761;
    private const uint Prime2 = 2_246_822_519;
    private const uint Prime3 = 3_266_489_917;
    private const uint Prime4 = 668_265_263;
    private const uint Prime5 = 374_761_393;
    private const int StripeLength = 16;

    /// <summary>The number that Orleans gives the grain.</summary>
    public static int Of(GrainId grain) => unchecked((int)((Digest(grain.Type) * 31) + Digest(grain.Key)));

    // Orleans takes the digest's canonical bytes, which are big-endian, for a little-endian number.
    private static uint Digest(string text) => BinaryPrimitives.ReverseEndianness(XxHash32(text));

    // XXH32 with seed 0, as its specification describes it, of the text in UTF-8.
    private static uint XxHash32(string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        var length = (uint)rest.Length;
        unchecked
        {
            var hash = (rest.Length < StripeLength ? Prime5 : Stripes(ref rest)) + length;
            for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
                hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3), 17) * Prime4;
            foreach (var last in rest)
                hash = BitOperations.RotateLeft(hash + (last * Prime5), 11) * Prime1;
            hash = (hash ^ (hash >> 15)) * Prime2;
            hash = (hash ^ (hash >> 13)) * Prime3;
            return hash ^ (hash >> 16);
        }
    }

    private static uint Stripes(ref ReadOnlySpan<byte> rest)
    {
        unchecked
        {
            Span<uint> lanes = [Prime1 + Prime2, Prime2, 0, 0 - Prime1];
            for (; rest.Length >= StripeLength; rest = rest[StripeLength..])
            {
                for (var lane = 0; lane < lanes.Length; lane++)
                {
                    var input = BinaryPrimitives.ReadUInt32LittleEndian(rest[(lane * sizeof(uint))..]);
                    lanes[lane] = BitOperations.RotateLeft(lanes[lane] + (input * Prime2), 13) * Prime1;
                }
            }
            return BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7)
                + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
        }
    }
}
