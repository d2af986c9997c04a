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

    [LoggerMessage(1904, LogLevel.Warning, "Plug-in {Plugin} goes on as it was: {Reason}")]
    public static partial void Unchanged(ILogger logger, string plugin, string reason);

    [LoggerMessage(1905, LogLevel.Warning, "Plug-in {Plugin} did not return from a call within {Limit}")]
    public static partial void Hung(ILogger logger, string plugin, TimeSpan limit);

    [LoggerMessage(1906, LogLevel.Warning, "Plug-in {Plugin} did not stop cleanly: {Reason}")]
    public static partial void NotStopped(ILogger logger, string plugin, string reason);

    [LoggerMessage(
        1907, LogLevel.Warning,
        "Plug-in {Plugin}: its old code is still in memory after {Waited}; " +
        "something holds on to it, such as a thread, a timer or a static cache")]
    public static partial void StillHeld(ILogger logger, string plugin, TimeSpan waited);

    [LoggerMessage(1908, LogLevel.Warning, "What is wanted of plug-ins is not known; trying again")]
    public static partial void NoOrders(ILogger logger, Exception exception);

    [LoggerMessage(1909, LogLevel.Warning, "Plug-in {Plugin} is not started again: {State} already")]
    public static partial void AlreadyThere(ILogger logger, string plugin, PluginState state);

    [LoggerMessage(
        1910, LogLevel.Warning,
        "Exceptions on threads of plug-ins end this process, for somebody else handles unhandled exceptions here")]
    public static partial void CrashesNotContained(ILogger logger, Exception exception);

    [LoggerMessage(1911, LogLevel.Debug, "The copy of a plug-in at {Folder} could not be removed")]
    public static partial void CopyNotRemoved(ILogger logger, Exception exception, string folder);

    [LoggerMessage(1912, LogLevel.Error, "Plug-in {Plugin}: whether its old code left the memory is not known")]
    public static partial void NotCollected(ILogger logger, Exception exception, string plugin);

    [LoggerMessage(1913, LogLevel.Warning, "Plug-in {Plugin}: its handler of '{Event}' failed: {Reason}")]
    public static partial void HandlerFailed(ILogger logger, string plugin, string @event, string reason);

    [LoggerMessage(1914, LogLevel.Warning, "Plug-in {Plugin} is {Waiting} events behind; what comes now is lost to it")]
    public static partial void EventsLost(ILogger logger, string plugin, int waiting);
}
