using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sanctum.Testing;

/// <summary>Keeps all that is logged, at every level that the filters let through.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = [];

    /// <summary>The lines and scopes so far, as text: level, message and exception.</summary>
    public IEnumerable<string> All => _lines.Select(line => line.ToString());

    /// <summary>The lines so far.</summary>
    public IEnumerable<LogLine> Lines => _lines.Where(line => line.Level != LogLevel.None);

    /// <summary>The lines of one event.</summary>
    public IEnumerable<LogLine> Of(int eventId) => Lines.Where(line => line.Event.Id == eventId);

    /// <summary>A logger for one type, outside of any host.</summary>
    public ILogger<T> For<T>() => new LoggerFactory([this]).CreateLogger<T>();

    /// <summary>Drops what is kept.</summary>
    public void Clear() => _lines.Clear();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(_lines, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<LogLine> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue(new(category, LogLevel.None, default, $"{state}", Exception: null));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new(category, logLevel, eventId, formatter(state, exception), exception));
    }
}

/// <summary>One line of a log.</summary>
public sealed record LogLine(string Category, LogLevel Level, EventId Event, string Text, Exception? Exception)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Level} {Text} {Exception}";
}
