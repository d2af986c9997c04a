using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Conversations;

internal static partial class RecallLog
{
    [LoggerMessage(2560, LogLevel.Information, "Transcripts of {Agent} are embedded from now on: they were searched by meaning")]
    public static partial void Enrolled(ILogger logger, GrainKey agent);

    [LoggerMessage(2561, LogLevel.Information, "Transcripts of {Agent}: the vectors will be removed, because it is retired")]
    public static partial void Forgotten(ILogger logger, GrainKey agent);
}
