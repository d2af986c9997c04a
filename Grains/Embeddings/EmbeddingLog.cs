using Microsoft.Extensions.Logging;
using Sanctum.Identity;

namespace Sanctum.Embeddings;

internal static partial class EmbeddingLog
{
    [LoggerMessage(1820, LogLevel.Warning, "{Texts} of {Agent}: searched by words alone: {Reason}")]
    public static partial void WordsAlone(ILogger logger, string texts, GrainKey agent, string reason);

    [LoggerMessage(1821, LogLevel.Warning, "{Texts} of {Agent}: {Count} could not be embedded ({Outcome}): {Reason}")]
    public static partial void NotEmbedded(
        ILogger logger, string texts, GrainKey agent, int count, string outcome, string reason);

    [LoggerMessage(1822, LogLevel.Information, "{Texts} of {Agent}: {Count} are embedded anew by {Model}")]
    public static partial void Outdated(ILogger logger, string texts, GrainKey agent, int count, string model);

    [LoggerMessage(1823, LogLevel.Debug, "{Texts} of {Agent}: {Count} vectors loaded in {Milliseconds:0} ms")]
    public static partial void Loaded(ILogger logger, string texts, GrainKey agent, int count, double milliseconds);

    [LoggerMessage(1824, LogLevel.Warning, "{Texts} of {Agent}: embedding stopped; the lifeline will retry")]
    public static partial void Stopped(ILogger logger, Exception exception, string texts, GrainKey agent);
}
