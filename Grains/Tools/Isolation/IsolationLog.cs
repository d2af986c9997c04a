using Microsoft.Extensions.Logging;

namespace Sanctum.Tools.Isolation;

internal static partial class IsolationLog
{
    [LoggerMessage(1304, LogLevel.Information, "Tool {Tool}, call {Call} wrote: {Text}")]
    public static partial void Wrote(ILogger logger, string tool, string call, string text);

    [LoggerMessage(1305, LogLevel.Warning, "The folder {Folder} of a tool's process could not be removed")]
    public static partial void FolderNotRemoved(ILogger logger, Exception exception, string folder);

    [LoggerMessage(1306, LogLevel.Error, "Tool {Tool}, call {Call} was not run: this machine could not create its container")]
    public static partial void NoContainer(ILogger logger, Exception exception, string tool, string call);
}
