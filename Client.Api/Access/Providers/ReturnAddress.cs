using System.Buffers;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>Pages that a sign-in may lead back to: those of this gateway alone.</summary>
internal static class ReturnAddress
{
    /// <summary>The most characters of one. A cookie keeps it, and browsers take those of 4 KiB.</summary>
    public const int MaxCharacters = 1_500;

    private const string Page = "/";

    private static readonly SearchValues<char> Graphic = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(letter => (char)letter).Where(letter => letter != '\\')]);

    /// <exception cref="InvalidRequestException">It is no path of this gateway.</exception>
    public static string Check(string? address)
    {
        if (address is null)
            return Page;
        // Browsers take two slashes for the name of a host.
        if (address.Length > MaxCharacters || !address.StartsWith('/') || address.StartsWith("//", StringComparison.Ordinal)
            || address.AsSpan().ContainsAnyExcept(Graphic))
            throw new InvalidRequestException("return", $"must be a path of this gateway of at most {MaxCharacters} characters.");
        return address;
    }
}
