using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Memory;

internal static partial class ImportLog
{
    [LoggerMessage(
        1890, LogLevel.Information,
        "Import {Import} of {Agent} ended as {State}: {Inserted} inserted, {Known} known, {Refused} refused of {Read} entries")]
    public static partial void Ended(
        ILogger logger, Guid import, GrainKey agent, ImportState state, int inserted, int known, int refused, int read);

    [LoggerMessage(1891, LogLevel.Warning, "Import {Import} of {Agent} failed: {Reason}")]
    public static partial void Failed(ILogger logger, Guid import, GrainKey agent, string reason);

    [LoggerMessage(1892, LogLevel.Warning, "Import {Import} of {Agent} waits {Seconds:0} s for its next try: {Reason}")]
    public static partial void Waits(ILogger logger, Guid import, GrainKey agent, double seconds, string reason);

    [LoggerMessage(1893, LogLevel.Warning, "Imports of {Agent} stopped; the lifeline will continue them")]
    public static partial void Stopped(ILogger logger, Exception exception, GrainKey agent);
}
