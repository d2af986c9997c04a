using Microsoft.Extensions.Logging;

namespace Sanctum.Plugins;

internal static partial class PluginLog
{
    [LoggerMessage(1901, LogLevel.Information, "Plug-in {Plugin} {Version} runs: platforms [{Platforms}], tools [{Tools}]")]
    public static partial void Runs(ILogger logger, string plugin, string version, string platforms, string tools);

    [LoggerMessage(1902, LogLevel.Information, "Plug-in {Plugin} is {State}")]
    public static partial void Settled(ILogger logger, string plugin, PluginState state);

    [LoggerMessage(1903, LogLevel.Error, "Plug-in {Plugin} failed: {Reason}")]
    public static partial void Failed(ILogger logger, string plugin, string reason);

    [LoggerMessage(1904, LogLevel.Warning, "Plug-in {Plugin} was not changed: {Reason}")]
    public static partial void Unchanged(ILogger logger, string plugin, string reason);

    [LoggerMessage(1905, LogLevel.Warning, "Plug-in {Plugin} did not return from a call within {Limit}")]
    public static partial void Hung(ILogger logger, string plugin, TimeSpan limit);

    [LoggerMessage(1906, LogLevel.Warning, "Plug-in {Plugin} did not stop cleanly: {Reason}")]
    public static partial void NotStopped(ILogger logger, string plugin, string reason);

    [LoggerMessage(
        1907, LogLevel.Warning,
        "Plug-in {Plugin}: its old code is still in memory after {Waited}; a thread, a timer or a static cache may refer to it")]
    public static partial void StillHeld(ILogger logger, string plugin, TimeSpan waited);

    [LoggerMessage(1908, LogLevel.Warning, "The wanted states of plug-ins could not be read; retrying")]
    public static partial void NoOrders(ILogger logger, Exception exception);

    [LoggerMessage(1909, LogLevel.Warning, "Plug-in {Plugin} is not started again: it is already {State}")]
    public static partial void AlreadyThere(ILogger logger, string plugin, PluginState state);

    [LoggerMessage(
        1910, LogLevel.Warning,
        "An exception on a thread of a plug-in ends this process, because another component handles unhandled exceptions")]
    public static partial void CrashesNotContained(ILogger logger, Exception exception);

    [LoggerMessage(1911, LogLevel.Debug, "The copy of a plug-in at {Folder} could not be removed")]
    public static partial void CopyNotRemoved(ILogger logger, Exception exception, string folder);

    [LoggerMessage(1912, LogLevel.Error, "Plug-in {Plugin}: it could not be found out whether its old code was unloaded")]
    public static partial void NotCollected(ILogger logger, Exception exception, string plugin);

    [LoggerMessage(1913, LogLevel.Warning, "Plug-in {Plugin}: its handler of '{Event}' failed: {Reason}")]
    public static partial void HandlerFailed(ILogger logger, string plugin, string @event, string reason);

    [LoggerMessage(1914, LogLevel.Warning, "Plug-in {Plugin} is {Waiting} events behind; new events are dropped")]
    public static partial void EventsLost(ILogger logger, string plugin, int waiting);

    [LoggerMessage(2424, LogLevel.Warning, "Plug-in {Plugin}: its setting {Setting} is not valid, so the default holds")]
    public static partial void SettingNotValid(ILogger logger, string plugin, string setting);
}
