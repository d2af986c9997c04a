using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>What a file of an agent has.</summary>
internal static class FileParts
{
    private const string Transcripts = "transcripts";

    /// <summary>Whether <c>without</c> leaves the transcripts in.</summary>
    /// <exception cref="InvalidRequestException">It names something else.</exception>
    public static bool HasTranscripts(string? without) => without switch
    {
        null => true,
        Transcripts => false,
        _ => throw new InvalidRequestException("without", $"is not '{Transcripts}', the only part that can be left out."),
    };
}
