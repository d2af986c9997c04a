using Sanctum.Turns;

namespace Sanctum.Chat;

/// <summary>Our stop reasons in OpenAI's words.</summary>
internal static class FinishReasons
{
    public static string Of(string? stopReason) => stopReason switch
    {
        StopReasons.MaxTokens or StopReasons.MaxSteps => "length",
        StopReasons.ContentFilter => "content_filter",
        _ => "stop",
    };
}
