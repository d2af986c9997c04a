using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Memory;

internal static partial class SharedBlockLog
{
    [LoggerMessage(
        1870, LogLevel.Warning, "Shared block {Block}: its rows were changed by another activation; they are read again")]
    public static partial void Overtaken(ILogger logger, GrainKey block);

    [LoggerMessage(1871, LogLevel.Warning, "Shared block {Block}: agent {Agent} has no right to {Kind}")]
    public static partial void Refused(ILogger logger, GrainKey block, string agent, string kind);
}
