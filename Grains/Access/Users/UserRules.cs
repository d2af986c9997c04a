using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>What a user's fields may hold.</summary>
internal static partial class UserRules
{
    public const int MaxUsers = 10_000;
    public const int MaxRoles = 20;
    private const int MaxEmailCharacters = 254;

    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    public static void Check(string username, NewUser user)
    {
        if (!Username().IsMatch(username))
            throw new InvalidRequestException("username", $"must match {UsernamePattern}.");
        if (user.Email is { } email && (email.Length > MaxEmailCharacters || !Email().IsMatch(email)))
            throw new InvalidRequestException(
                "email", $"is not an address of at most {MaxEmailCharacters} characters, such as ada@example.org.");
        CheckRoles(user.Roles);
        if (user.Password is { } password)
            PasswordRules.Check("password", password, username);
    }

    /// <exception cref="InvalidRequestException">There are too many.</exception>
    public static void CheckRoles(ImmutableArray<string> roles)
    {
        if (roles.Length > MaxRoles)
            throw new InvalidRequestException("roles", $"has {roles.Length} entries; at most {MaxRoles} are allowed.");
    }

    public const string UsernamePattern = "^[a-z0-9][a-z0-9._-]{0,63}$";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex Username();

    [GeneratedRegex(@"\A[^\s@\0]+@[^\s@\0]+\z")]
    private static partial Regex Email();
}
