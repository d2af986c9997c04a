using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NSec.Cryptography;
using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>The second line of a file: who signed the first one (Ed25519, RFC 8032).</summary>
/// <param name="PublicKey">The signer's public key, in Base64.</param>
/// <param name="Signature">The signature of the bytes of the first line, in Base64.</param>
internal sealed record AgentFileSignature(
    [property: JsonPropertyName("publicKey")] string PublicKey, [property: JsonPropertyName("signature")] string Signature)
{
    /// <summary>Maximum size of the line.</summary>
    public const int MaxBytes = 1_024;

    private const byte LineBreak = (byte)'\n';
    private const string Mismatch = "does not match its signature: it was altered or damaged.";

    private static readonly JsonSerializerOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The bytes of both lines.</summary>
    public byte[] Append(ReadOnlySpan<byte> content) =>
        [.. content, LineBreak, .. JsonSerializer.SerializeToUtf8Bytes(this, Strict), LineBreak];

    /// <summary>The content of a file, and who signed it.</summary>
    /// <exception cref="InvalidRequestException">There is no signature, or it is not that of the content.</exception>
    public static (ReadOnlyMemory<byte> Content, AgentFileSignature Signer) Open(ReadOnlyMemory<byte> file)
    {
        var end = file.Span.IndexOf(LineBreak);
        if (end < 0)
            throw new InvalidRequestException("body", "has no second line with a signature; the file is incomplete.");
        var signer = Parse(file.Span[(end + 1)..]);
        var content = file[..end];
        return signer.IsOf(content.Span) ? (content, signer) : throw new InvalidRequestException("body", Mismatch);
    }

    private static AgentFileSignature Parse(ReadOnlySpan<byte> line)
    {
        if (line.Length is 0 or > MaxBytes || line[^1] != LineBreak)
            throw new InvalidRequestException("body", "does not end with the line of its signature; the file is incomplete.");
        try
        {
            var signer = JsonSerializer.Deserialize<AgentFileSignature>(line, Strict)!;
            // One form only, so that no other bytes are the same file.
            return line[..^1].SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(signer, Strict))
                ? signer
                : throw new InvalidRequestException("body", Mismatch);
        }
        catch (JsonException)
        {
            throw new InvalidRequestException("body", "has a second line that is not a signature.");
        }
    }

    private bool IsOf(ReadOnlySpan<byte> content) =>
        Bytes(PublicKey) is { } key && Bytes(Signature) is { } signature
        && NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, key, KeyBlobFormat.RawPublicKey, out var known)
        && SignatureAlgorithm.Ed25519.Verify(known!, content, signature);

    private static byte[]? Bytes(string text) =>
        text.Length <= MaxBytes && Base64.IsValid(text) && Convert.FromBase64String(text) is var bytes
        && Convert.ToBase64String(bytes) == text
            ? bytes
            : null;
}
