using System.Security.Cryptography;
using System.Text;

namespace Sanctum.Secrets;

/// <summary>
/// Encrypts texts with AES-256-GCM. The place where a secret belongs is authenticated with it, so a row that was moved or
/// changed does not open.
/// </summary>
internal sealed class SecretBox(SecretKeyRing keys)
{
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    /// <summary>Encrypts <paramref name="text"/> for <paramref name="place"/>, under the current key.</summary>
    public SealedSecret Seal(string text, string place)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(keys.Current.Bytes, TagBytes);
        cipher.Encrypt(
            bytes.AsSpan(0, NonceBytes), plain, bytes.AsSpan(NonceBytes, plain.Length), bytes.AsSpan(NonceBytes + plain.Length),
            Encoding.UTF8.GetBytes(place));
        CryptographicOperations.ZeroMemory(plain);
        return new SealedSecret(keys.Current.Id, bytes);
    }

    /// <summary>Decrypts what was sealed for <paramref name="place"/>.</summary>
    /// <exception cref="UnreadableSecretException">The key is not here, or the bytes are not what was sealed for this
    /// place.</exception>
    public string Open(SealedSecret secret, string place)
    {
        if (keys.Find(secret.KeyId) is not { } key)
            throw new UnreadableSecretException(
                $"it is encrypted under the key {secret.KeyId}, which this process does not have.");
        var length = secret.Bytes.Length - NonceBytes - TagBytes;
        if (length < 0)
            throw new UnreadableSecretException("it is too short.");
        var plain = new byte[length];
        using var cipher = new AesGcm(key.Bytes, TagBytes);
        try
        {
            cipher.Decrypt(
                secret.Bytes.AsSpan(0, NonceBytes), secret.Bytes.AsSpan(NonceBytes, length),
                secret.Bytes.AsSpan(NonceBytes + length), plain,
                Encoding.UTF8.GetBytes(place));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new UnreadableSecretException("it was changed, or belongs to another place.");
        }
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Whether the secret should be sealed anew, because another key is the current one by now.</summary>
    public bool IsOutdated(SealedSecret secret) => secret.KeyId != keys.Current.Id;
}

/// <summary>A secret as a row holds it.</summary>
/// <param name="KeyId">The key that it is encrypted under.</param>
/// <param name="Bytes">Nonce, ciphertext, tag.</param>
internal sealed record SealedSecret(string KeyId, byte[] Bytes);

/// <summary>A stored secret cannot be read; the message holds nothing of it.</summary>
internal sealed class UnreadableSecretException(string reason) : Exception($"A stored secret cannot be read: {reason}");
