using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Memory;

internal static partial class SessionMemoryLog
{
    [LoggerMessage(
        1860, LogLevel.Warning, "Memory of session {Session}: its rows were changed by another activation; they are read again")]
    public static partial void Overtaken(ILogger logger, GrainKey session);
}
