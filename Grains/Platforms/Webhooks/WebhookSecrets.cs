using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StandardWebhooks;

namespace Sanctum.Platforms.Webhooks;

/// <summary>
/// Signs and verifies by the Standard Webhooks specification, 1.0.0: HMAC-SHA256 over id, time and body. What is sent is signed
/// with every secret and what comes may be signed with any, so that a secret can be exchanged while messages flow. The library
/// signs. It does not verify, because of several signatures it never looks at the last.
/// </summary>
internal sealed class WebhookSecrets
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;
    private const int MaxSecrets = 4;
    private const int MaxSignatures = 16;
    private const int MaxIdCharacters = 200;

    private readonly byte[][] _keys;
    private readonly StandardWebhook[] _signers;

    private WebhookSecrets(byte[][] keys) => (_keys, _signers) = (keys, Array.ConvertAll(keys, key => new StandardWebhook(key)));

    /// <summary>Reads secrets, the newest first, separated by spaces.</summary>
    /// <exception cref="FormatException">It is no such list; the message holds nothing of it.</exception>
    public static WebhookSecrets Parse(string text)
    {
        var secrets = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (secrets.Length is 0 or > MaxSecrets)
            throw new FormatException($"must be one to {MaxSecrets} secrets separated by spaces.");
        return new WebhookSecrets([.. secrets.Select(ReadKey)]);
    }

    /// <summary>The value of the signature header.</summary>
    /// <param name="id">The id of the message.</param>
    /// <param name="at">When it is sent.</param>
    /// <param name="body">What is sent, in UTF-8.</param>
    public string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        return string.Join(' ', _signers.Select(signer => signer.Sign(id, at, text)));
    }

    /// <summary>The id of a delivery that was signed with one of these secrets a moment ago.</summary>
    /// <exception cref="UnverifiedDeliveryException">It was not.</exception>
    public string Verify(WebhookDelivery delivery, DateTimeOffset now, TimeSpan tolerance)
    {
        var (id, time, signatures) = (
            Header(delivery, IdHeader), Header(delivery, TimestampHeader), Header(delivery, SignatureHeader));
        if (id.Length > MaxIdCharacters)
            throw new UnverifiedDeliveryException($"{IdHeader} has {id.Length} characters; the limit is {MaxIdCharacters}.");
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            throw new UnverifiedDeliveryException($"{TimestampHeader} is no number of seconds.");
        if (Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > tolerance.TotalSeconds)
            throw new UnverifiedDeliveryException(
                $"{TimestampHeader} is more than {tolerance.TotalSeconds:0} seconds from the clock here.");
        var signed = Signed(id, time, delivery.Body.AsSpan());
        var expected = Array.ConvertAll(_keys, key => HMACSHA256.HashData(key, signed));
        var isGenuine = signatures.Split(' ', MaxSignatures, StringSplitOptions.RemoveEmptyEntries).Any(
            signature => IsOneOf(expected, signature));
        return isGenuine ? id : throw new UnverifiedDeliveryException($"no signature in {SignatureHeader} fits.");
    }

    /// <summary>A time as the header has it.</summary>
    public static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static bool IsOneOf(byte[][] expected, string signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!signature.StartsWith(Version, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(signature[Version.Length..], given, out var length))
            return false;
        var fits = false;
        foreach (var one in expected)
            fits |= CryptographicOperations.FixedTimeEquals(given[..length], one);
        return fits;
    }

    private static byte[] Signed(string id, string time, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];

    private static byte[] ReadKey(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        var key = new byte[MaxBytes + 1];
        if (!Convert.TryFromBase64String(text, key, out var length) || length is < MinBytes or > MaxBytes)
            throw new FormatException($"must be {Prefix} and {MinBytes} to {MaxBytes} bytes in base64.");
        return key[..length];
    }

    private static string Header(WebhookDelivery delivery, string name) =>
        delivery.Headers.GetValueOrDefault(name) is { Length: > 0 } value
            ? value
            : throw new UnverifiedDeliveryException($"the header {name} is missing.");
}
