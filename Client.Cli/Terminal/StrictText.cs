using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Sanctum.Connection;

namespace Sanctum.Terminal;

/// <summary>Text from outside is UTF-8: other bytes are refused, never sent with other characters in their place.</summary>
internal static class StrictText
{
    /// <summary>The text without a byte order mark.</summary>
    /// <param name="source">Where it came from, for the error message.</param>
    /// <param name="bytes">What was read.</param>
    /// <param name="offset">Where in the source the bytes begin.</param>
    /// <exception cref="ProblemException">It is not UTF-8; the first byte that is not is named.</exception>
    public static string Decode(string source, ReadOnlySpan<byte> bytes, long offset = 0)
    {
        var characters = new char[bytes.Length];
        var status = Utf8.ToUtf16(bytes, characters, out var valid, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            throw ProblemException.Usage(string.Create(
                CultureInfo.InvariantCulture,
                $"{source} is not UTF-8: the byte 0x{bytes[valid]:X2} at offset {offset + valid} begins no character."));
        }
        var text = characters.AsSpan(0, written);
        return (offset == 0 && text is ['\uFEFF', ..] ? text[1..] : text).ToString();
    }
}
