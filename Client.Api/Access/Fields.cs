using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>Checks the fields of requests about users, roles and keys.</summary>
internal static class Fields
{
    // Longer than any that is accepted, and short enough to hash at once.
    private const int MaxSecretCharacters = 1_024;

    /// <exception cref="InvalidRequestException">It is missing or too long.</exception>
    public static string Needed(string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
            throw new InvalidRequestException(field, "is missing.");
        return text.Length <= MaxSecretCharacters
            ? text
            : throw new InvalidRequestException(
                field, $"has {text.Length} characters; at most {MaxSecretCharacters} are allowed.");
    }

    /// <exception cref="InvalidRequestException">It is missing, or breaks the rule.</exception>
    public static string Username(string? text)
    {
        var name = Needed("username", text);
        return Access.Username.TryParse(name, null, out _)
            ? name
            : throw new InvalidRequestException("username", $"{Access.Username.Rule}.");
    }

    /// <exception cref="InvalidRequestException">One is no permission, or covers none that an endpoint needs.</exception>
    public static ImmutableArray<Permission> Grants(string field, string[]? texts, Permissions known)
    {
        if (texts is null)
            throw new InvalidRequestException(field, "is missing.");
        var all = known.All.Select(Permission.Parse).ToArray();
        return [.. texts.Select((text, i) => Grant($"{field}[{i}]", text, all))];
    }

    private static Permission Grant(string field, string? text, Permission[] known)
    {
        if (!Permission.TryParse(text, out var permission))
            throw new InvalidRequestException(field, Permission.Rule);
        return known.Any(permission.Covers)
            ? permission
            : throw new InvalidRequestException(
                field, $"is {permission}, which nothing needs; GET /v1/permissions lists what there is.");
    }
}
