using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Sanctum.Embeddings;

/// <summary>
/// Vectors of length 1 as a scale and one signed byte for each dimension: a quarter of the space of float32, and a cosine that
/// is wrong by about 0.001.
/// </summary>
internal static class QuantizedVector
{
    public const int MaxDimensions = 8_192;
    private const int ScaleBytes = sizeof(float);
    private const int Most = 127;

    /// <summary>A vector in that form; all zeros for one of length 0.</summary>
    public static byte[] Of(ReadOnlySpan<float> vector)
    {
        var (squares, largest) = (0.0, 0f);
        foreach (var value in vector)
        {
            squares += (double)value * value;
            largest = Math.Max(largest, Math.Abs(value));
        }
        var bytes = new byte[ScaleBytes + vector.Length];
        if (!(largest > 0) || !double.IsFinite(squares))
            return bytes;
        BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)(largest / Most / Math.Sqrt(squares)));
        for (var i = 0; i < vector.Length; i++)
            bytes[ScaleBytes + i] = (byte)(sbyte)Math.Clamp(MathF.Round(vector[i] / largest * Most), -Most, Most);
        return bytes;
    }

    /// <summary>What the bytes are multiplied by.</summary>
    public static float ScaleOf(ReadOnlySpan<byte> vector) => BinaryPrimitives.ReadSingleLittleEndian(vector);

    /// <summary>The bytes, one for each dimension.</summary>
    public static ReadOnlySpan<sbyte> ValuesOf(ReadOnlySpan<byte> vector) =>
        MemoryMarshal.Cast<byte, sbyte>(vector[ScaleBytes..]);

    /// <summary>The scalar product of two vectors of the same length, which is a multiple of the processor's vectors.</summary>
    public static int Dot(ReadOnlySpan<sbyte> one, ReadOnlySpan<sbyte> other)
    {
        var ones = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(one);
        var others = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(other);
        var sum = Vector<int>.Zero;
        for (var i = 0; i < ones.Length; i++)
        {
            Vector.Widen(ones[i], out var oneLow, out var oneHigh);
            Vector.Widen(others[i], out var otherLow, out var otherHigh);
            // Two products of at most 127 * 127 fit 16 bits.
            Vector.Widen((oneLow * otherLow) + (oneHigh * otherHigh), out var low, out var high);
            sum += low + high;
        }
        return Vector.Sum(sum);
    }
}
