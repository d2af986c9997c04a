using System.Globalization;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace Sanctum.Telemetry;

/// <summary>
/// How log lines are written: for people on a terminal, elsewhere as one document of compact JSON (CLEF) a line.
/// </summary>
internal static class LogLines
{
    private const string ForPeople = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Writes to standard output, or to standard error from a level on.</summary>
    public static LoggerConfiguration SanctumConsole(
        this LoggerSinkConfiguration sinks, bool isRedirected, LogEventLevel? standardErrorFrom = null) =>
        isRedirected
            ? sinks.Console(new PlainJson(), standardErrorFromLevel: standardErrorFrom)
            : sinks.Console(
                outputTemplate: ForPeople, formatProvider: CultureInfo.InvariantCulture,
                standardErrorFromLevel: standardErrorFrom);

    /// <summary>Compact JSON with the message as people read it, without quotes around every text in it.</summary>
    private sealed class PlainJson : ITextFormatter
    {
        private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);
        private static readonly JsonValueFormatter Values = new(typeTagName: null);

        public void Format(LogEvent logEvent, TextWriter output)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            Message.Format(logEvent, text);
            // The text of the template stays: the event's type (@i) is made of it.
            var template = new MessageTemplate(logEvent.MessageTemplate.Text, [new TextToken(text.ToString())]);
            var properties = logEvent.Properties.Select(property => new LogEventProperty(property.Key, property.Value));
            var plain = new LogEvent(
                logEvent.Timestamp, logEvent.Level, logEvent.Exception, template, properties, logEvent.TraceId ?? default,
                logEvent.SpanId ?? default);
            RenderedCompactJsonFormatter.FormatEvent(plain, output, Values);
            output.WriteLine();
        }
    }
}
