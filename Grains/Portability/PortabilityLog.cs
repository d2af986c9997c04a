using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Portability;

internal static partial class PortabilityLog
{
    [LoggerMessage(1861, LogLevel.Information, "Export {Export} of {Agent} is done: {Bytes} bytes")]
    public static partial void Exported(ILogger logger, Guid export, GrainKey agent, int bytes);

    [LoggerMessage(1862, LogLevel.Warning, "Export {Export} of {Agent} failed: {Reason}")]
    public static partial void ExportFailed(ILogger logger, Guid export, GrainKey agent, string reason);

    [LoggerMessage(1863, LogLevel.Warning, "Exports of {Agent} stopped; the lifeline will continue them")]
    public static partial void Stopped(ILogger logger, Exception exception, GrainKey agent);

    [LoggerMessage(
        1864, LogLevel.Information,
        "{Agent} was imported from a file with {Blocks} blocks and {Passages} passages, signed by {Signer}")]
    public static partial void Imported(ILogger logger, GrainKey agent, int blocks, int passages, string signer);

    [LoggerMessage(1865, LogLevel.Warning, "A file signed by {Signer}, which is not this installation, was trusted for {Agent}")]
    public static partial void Trusted(ILogger logger, string signer, GrainKey agent);

    [LoggerMessage(1866, LogLevel.Warning, "Attempt {Attempt} of export {Export} of {Agent} failed")]
    public static partial void AttemptFailed(ILogger logger, Exception exception, int attempt, Guid export, GrainKey agent);

    [LoggerMessage(
        1867, LogLevel.Warning,
        "{Agent} was imported, but its {Part} grain was not notified; it reads its rows when it is next activated")]
    public static partial void NotNotified(ILogger logger, Exception exception, GrainKey agent, string part);

    [LoggerMessage(
        2580, LogLevel.Warning,
        "{Agent} was imported from an unsigned file in Letta's format, which was trusted, with {Blocks} blocks, " +
        "{Passages} passages and {Sessions} sessions; {Left} parts were not taken, and {Secrets} secrets were dropped")]
    public static partial void ImportedUnsigned(
        ILogger logger, GrainKey agent, int blocks, int passages, int sessions, int left, int secrets);
}
