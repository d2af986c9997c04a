using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// Which passwords may be chosen. Length is what counts, once the username and what everybody tries first are taken out; there
/// are no rules about kinds of characters.
/// </summary>
internal static class PasswordRules
{
    public const int MinCharacters = 12;
    public const int MaxCharacters = 256;

    /// <exception cref="InvalidRequestException">The password breaks a rule; the message holds nothing of it.</exception>
    public static void Check(string field, string password, string username)
    {
        if (password.Length is < MinCharacters or > MaxCharacters)
            throw new InvalidRequestException(
                field, $"has {password.Length} characters; {MinCharacters} to {MaxCharacters} are allowed.");
        if (password.Distinct().Count() < 4)
            throw new InvalidRequestException(field, "repeats the same few characters.");
        if (password.Replace(username, "", StringComparison.OrdinalIgnoreCase).Length < MinCharacters / 2)
            throw new InvalidRequestException(field, "is made of the username.");
        if (GuessableParts.Remove(password).Length < MinCharacters / 2)
            throw new InvalidRequestException(field, "is made of common words, sequences or repetitions.");
    }
}
