using System.Security.Cryptography;

namespace Sanctum.Access;

/// <summary>A code as a user typed it: of the app, or a recovery code. Spaces, hyphens and capitals make no difference.</summary>
internal readonly record struct FactorCode(string Text)
{
    // Without characters that look alike. 24 of 31 are 118 bits, so that a plain hash is enough.
    private const string Readable = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int RecoveryCharacters = 24;
    private const int GroupCharacters = 6;

    /// <summary>Whether it looks like one of the app.</summary>
    public bool IsOfApp => Text.Length == TotpCodes.Digits && Text.All(char.IsAsciiDigit);

    /// <summary>What a recovery code is stored as.</summary>
    public byte[] Hash => SecretText.Hash(Text);

    public static FactorCode Read(string typed) =>
        new(string.Concat(typed.Where(letter => letter is not (' ' or '-'))).ToLowerInvariant());

    /// <summary>A new recovery code, in groups.</summary>
    public static string NewRecovery() => string.Join(
        '-',
        RandomNumberGenerator.GetString(Readable, RecoveryCharacters).Chunk(GroupCharacters).Select(group => new string(group)));
}
