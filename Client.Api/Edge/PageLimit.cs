using Sanctum.Errors;

namespace Sanctum.Edge;

/// <summary>How much one page may hold.</summary>
internal static class PageLimit
{
    /// <exception cref="InvalidRequestException">It is not between 1 and <paramref name="most"/>.</exception>
    public static int Check(int? limit, int usual, int most)
    {
        var asked = limit ?? usual;
        return asked >= 1 && asked <= most ? asked : throw new InvalidRequestException("limit", $"{asked} is not between 1 and {most}.");
    }
}
