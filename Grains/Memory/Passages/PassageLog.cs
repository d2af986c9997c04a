using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Memory;

internal static partial class PassageLog
{
    [LoggerMessage(
        1882, LogLevel.Warning, "Passages of {Agent}: turns search them though the last was deleted, until the agent is idle")]
    public static partial void StillSearched(ILogger logger, Exception exception, GrainKey agent);
}
