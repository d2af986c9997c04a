using Sanctum.Errors;
using Sanctum.Trust;

namespace Sanctum.Portability;

/// <summary>Levels of trust as files name them.</summary>
internal static class FileTrust
{
    /// <summary>The level of a name; without one, as in files of version 1, the text is trusted.</summary>
    /// <exception cref="InvalidRequestException">There is no such level.</exception>
    public static TrustLevel Of(string? name) => OrNull(name) ?? TrustLevel.Operator;

    /// <exception cref="InvalidRequestException">There is no such level.</exception>
    public static TrustLevel? OrNull(string? name)
    {
        if (name is null)
            return null;
        foreach (var level in Enum.GetValues<TrustLevel>())
        {
            if (TrustNames.Of(level) == name)
                return level;
        }
        throw new InvalidRequestException(
            "trust", $"is not one of: {string.Join(", ", Enum.GetValues<TrustLevel>().Select(TrustNames.Of))}.");
    }
}
