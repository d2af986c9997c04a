using Microsoft.Extensions.Logging;

namespace Sanctum.ToolHost;

/// <summary>The logger of a tool in its own process: what it writes goes to standard error, and the host logs that.</summary>
internal sealed class ErrorLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
    }
}
