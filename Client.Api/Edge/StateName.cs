using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Edge;

/// <summary>States as the API writes them.</summary>
internal static class StateName
{
    /// <exception cref="InvalidRequestException">It is no state of this kind; the message names those that there are.</exception>
    public static T Parse<T>(string field, string text) where T : struct, Enum
    {
        foreach (var state in Enum.GetValues<T>())
        {
            if (Of(state) == text)
                return state;
        }
        throw new InvalidRequestException(field, $"'{text}' is none of {string.Join(", ", Enum.GetValues<T>().Select(Of))}.");
    }

    private static string Of<T>(T state) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
