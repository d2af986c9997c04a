using Sanctum.Errors;
using Sanctum.Secrets;
using Sanctum.Storage;

namespace Sanctum.Models.Remote;

/// <summary>
/// An answer that was paid for and cannot be used. Asking again would be paid for again and most likely end the same way, so it
/// is permanent; but it says that the provider is not well, so its circuit counts it.
/// </summary>
internal sealed class UnreadableAnswerException(string message) : Exception(message);

/// <summary>Makes the error of an answer that cannot be used.</summary>
internal static class Unreadable
{
    private const int MaxQuotedCharacters = 300;

    public static DependencyException Answer(string provider, string reason) =>
        new(provider, reason, ErrorClass.Permanent, inner: new UnreadableAnswerException(reason));

    /// <summary>An answer that is none, with the start of what was sent instead.</summary>
    public static DependencyException Answer(string provider, string reason, string sent) =>
        Answer(provider, $"{reason} It sent: {Quote(sent)}");

    /// <summary>The start of what somebody else wrote, without secrets and on one line.</summary>
    public static string Quote(string sent)
    {
        var line = string.Join(' ', StorableText.Of(sent).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return StorableText.Cut(Masking.Text(StorableText.Cut(line, 4 * MaxQuotedCharacters)), MaxQuotedCharacters, "…");
    }
}
