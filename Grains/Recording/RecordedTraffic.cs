using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sanctum.Recording;

/// <summary>
/// A recording, read as a whole. The same request asked again gets the next of its answers, and the last one from then on.
/// </summary>
internal sealed class RecordedTraffic
{
    private readonly Dictionary<string, Answers> _answers = new(StringComparer.Ordinal);

    public RecordedTraffic(IOptions<RecordingOptions> options, ILogger<RecordedTraffic> logger)
    {
        Name = Path.GetFileName(options.Value.Path);
        foreach (var (number, line) in File.ReadLines(options.Value.Path).Index())
        {
            if (Read(line, number + 1, logger) is not { } exchange)
                continue;
            if (!_answers.TryGetValue(exchange.Request, out var answers))
                _answers[exchange.Request] = answers = new Answers();
            answers.Add(exchange);
        }
        RecordingLog.Replaying(logger, options.Value.Path, _answers.Count);
    }

    /// <summary>The recording's file name.</summary>
    public string Name { get; }

    public IEnumerable<Exchange> All => _answers.Values.SelectMany(answers => answers.All);

    /// <summary>The answer to a request, or null if it was never recorded.</summary>
    public Exchange? Next(string request) => _answers.GetValueOrDefault(request)?.Next();

    private static Exchange? Read(string line, int number, ILogger logger)
    {
        try
        {
            return JsonSerializer.Deserialize<Exchange>(line, RecordingJson.Options);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            RecordingLog.Unreadable(logger, number, exception.Message);
            return null;
        }
    }

    private sealed class Answers
    {
        private readonly List<Exchange> _all = [];
        private int _given;

        public IReadOnlyList<Exchange> All => _all;

        public void Add(Exchange exchange) => _all.Add(exchange);

        public Exchange Next() => _all[Math.Min(Interlocked.Increment(ref _given), _all.Count) - 1];
    }
}
