using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>What an account may be called, and what a user is called who is made for one.</summary>
internal static partial class LinkedAccountRules
{
    private const int MaxProviderCharacters = 64;
    private const int MaxIssuerCharacters = 512;
    private const int MaxSubjectCharacters = 255;
    private const int MaxNameCharacters = 200;
    private const int MaxUsernameCharacters = 60;
    private const int Tries = 5;

    /// <summary>The account as it is kept.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a limit.</exception>
    public static ProviderAccount Check(ProviderAccount account)
    {
        Check("provider", account.Provider, MaxProviderCharacters);
        Check("iss", account.Issuer, MaxIssuerCharacters);
        Check("sub", account.Subject, MaxSubjectCharacters);
        return account with
        {
            Name = account.Name is { Length: > 0 } name ? Storage.StorableText.Cut(name, MaxNameCharacters) : null,
        };
    }

    /// <summary>
    /// Names to try for a user, the best first. A name that is taken belongs to somebody else, whatever the provider says, and
    /// nobody is made an <c>admin</c> by a name.
    /// </summary>
    public static IEnumerable<string> UsernamesFor(ProviderAccount account)
    {
        var wanted = (account.Name ?? "").Split('@')[0].ToLowerInvariant();
        var name = Others().Replace(wanted, "-").Trim('-', '.', '_');
        if (name.Length > MaxUsernameCharacters)
            name = name[..MaxUsernameCharacters];
        var last = $"user-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.Subject)))[..12]}";
        string[] best = name.Length == 0 || name == BuiltInRoles.Admin
            ? []
            : [name, .. Enumerable.Range(2, Tries - 1).Select(number => $"{name}-{number}")];
        return best.Append(last);
    }

    private static void Check(string field, string value, int max)
    {
        if (value.Length == 0 || value.Length > max || value.Any(char.IsControl))
            throw new InvalidRequestException(field, $"must have 1 to {max} characters.");
    }

    [GeneratedRegex("[^a-z0-9._-]+")]
    private static partial Regex Others();
}
