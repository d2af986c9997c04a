using Sanctum.Storage;

namespace Sanctum.Errors;

/// <summary>
/// What others say of a failure, as rows keep it. A server may put anything into its message; one that could not be stored would
/// leave the failure without a record, and the work be done over and over.
/// </summary>
internal static class FailureText
{
    private const int MaxCharacters = 2_000;

    public static string Of(string message) => StorableText.Cut(message, MaxCharacters, "…");
}
