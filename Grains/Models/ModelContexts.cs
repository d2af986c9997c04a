using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Models.Remote;

namespace Sanctum.Models;

/// <summary>
/// How much each model reads, in characters: what its provider's configuration says, or what a refusal taught. It is an estimate,
/// as only the model's own tokenizer counts tokens, and each refusal makes it smaller.
/// </summary>
internal sealed class ModelContexts(IEnumerable<IModelProvider> providers, ILogger<ModelContexts> logger)
{
    // Low, so that a text that is not English fits too; what is still too long is refused and learnt from.
    private const int CharactersPerToken = 3;
    private const double Share = 0.8;
    private const double UnknownShare = 0.5;
    private const int MaxModels = 1_000;

    private readonly Dictionary<string, int> _configured = providers.Where(provider => provider.ContextLength > 0)
        .ToDictionary(provider => provider.Name, provider => provider.ContextLength, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, long> _learnt = new(StringComparer.Ordinal);

    /// <summary>The messages that fit.</summary>
    /// <param name="model">The model, as <c>provider/model</c>.</param>
    /// <param name="messages">The instructions, then the conversation.</param>
    /// <param name="besides">Characters that a request has beside its messages.</param>
    public IReadOnlyList<ChatMessage> Fit(string model, IReadOnlyList<ChatMessage> messages, int besides) =>
        LimitOf(model) is { } limit ? ContextFit.Shorten(messages, Math.Max(0, limit - besides)) : messages;

    /// <summary>Learns from a refusal; false if it has another reason.</summary>
    /// <param name="model">The model that refused.</param>
    /// <param name="refused">How.</param>
    /// <param name="sent">How many characters it was sent.</param>
    public bool Learn(string model, DependencyException refused, long sent)
    {
        if (refused.InnerException is not ContextOverflow overflow)
            return false;
        var fits = (long)(sent * ShareOf(overflow, sent));
        if (_learnt.Count >= MaxModels)
            _learnt.Clear();
        fits = _learnt.AddOrUpdate(model, fits, (_, known) => Math.Min(known, fits));
        ModelsLog.ContextLearnt(logger, model, sent, fits);
        return true;
    }

    // How much of what was sent fits.
    private static double ShareOf(ContextOverflow overflow, long sent) => overflow switch
    {
        { LimitTokens: { } limit, SentTokens: { } tokens } when tokens > limit => Share * limit / tokens,
        { LimitTokens: { } limit, SentTokens: null } => Math.Clamp(Share * limit * CharactersPerToken / sent, 0, Share),
        _ => UnknownShare,
    };

    private long? LimitOf(string model)
    {
        if (_learnt.TryGetValue(model, out var learnt))
            return learnt;
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return _configured.TryGetValue(slash < 0 ? model : model[..slash], out var tokens)
            ? (long)(Share * tokens * CharactersPerToken)
            : null;
    }
}

internal static partial class ModelsLog
{
    [LoggerMessage(1108, LogLevel.Information,
        "Model {Model} refused {Sent} characters as too many; it is sent at most about {Characters} from now on")]
    public static partial void ContextLearnt(ILogger logger, string model, long sent, long characters);
}
