using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sanctum.Audit;

/// <summary>
/// The hash of an entry in its place: SHA-256 over a format number and all that the row holds, each text with its length before
/// it, so that no two entries are the same bytes. Details are as PostgreSQL prints <c>jsonb</c>.
/// </summary>
internal static class AuditHash
{
    private const byte Format = 1;
    private const int NoText = -1;

    /// <summary>What stands before the first entry.</summary>
    public static readonly string Zero = new('0', 2 * SHA256.HashSizeInBytes);

    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(string tenant, AuditEntry entry, long seq, string previous)
    {
        var bytes = new ArrayBufferWriter<byte>(1_024);
        bytes.Write([Format]);
        bytes.Number(seq);
        bytes.Write(Convert.FromHexString(previous));
        bytes.Text(tenant);
        bytes.Write(entry.Id.ToByteArray(bigEndian: true));
        // The database keeps microseconds.
        bytes.Number((entry.OccurredAt.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
        string?[] texts =
        [
            entry.Actor, entry.Action, entry.Target, entry.Result, entry.Details, entry.Address, entry.TraceId,
        ];
        foreach (var text in texts)
            bytes.Text(text);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }

    private static void Number(this ArrayBufferWriter<byte> bytes, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), number);
        bytes.Advance(sizeof(long));
    }

    private static void Text(this ArrayBufferWriter<byte> bytes, string? text)
    {
        var length = text is null ? NoText : Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), length);
        bytes.Advance(sizeof(int));
        if (text is not null)
            Encoding.UTF8.GetBytes(text, bytes);
    }
}
