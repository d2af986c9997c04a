using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sanctum.Secrets;

namespace Sanctum.Access;

/// <summary>
/// Challenges that are no rows until they are used: when they end is encrypted in them, bound to what they are for. So any silo
/// accepts those of any other, and a caller who asks for many costs nothing.
/// </summary>
internal sealed class PasskeyChallenges(SecretBox box, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long a challenge is accepted.</summary>
    public static TimeSpan Timeout => Lifetime;

    /// <summary>A new challenge.</summary>
    public byte[] Make(string purpose)
    {
        var end = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var made = box.Seal(end, Place(purpose));
        return Encoding.ASCII.GetBytes($"{made.KeyId}.{Base64Url.EncodeToString(made.Bytes)}");
    }

    /// <summary>Finds the challenge in what a browser says, if it is one for this purpose and has not ended.</summary>
    public bool TryOpen(
        byte[] clientData, string purpose, [NotNullWhen(true)] out byte[]? challenge, out DateTimeOffset expiresAt)
    {
        (challenge, expiresAt) = (ChallengeOf(clientData), default);
        if (challenge is null || Encoding.ASCII.GetString(challenge).Split('.') is not [var key, var text]
            || !Base64Url.IsValid(text))
            return false;
        try
        {
            var end = box.Open(new SealedSecret(key, Base64Url.DecodeFromChars(text)), Place(purpose));
            expiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(end, CultureInfo.InvariantCulture));
        }
        catch (UnreadableSecretException)
        {
            return false;
        }
        return expiresAt > clock.GetUtcNow();
    }

    /// <summary>A member of what a browser says; null if it is not there.</summary>
    public static string? Member(byte[] clientData, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(clientData);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[]? ChallengeOf(byte[] clientData) =>
        Member(clientData, "challenge") is { } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static string Place(string purpose) => $"passkey_challenge/{purpose}";
}
