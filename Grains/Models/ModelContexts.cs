using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Models.Remote;

namespace Sanctum.Models;

/// <summary>
/// How much each model reads: what the agent's definition or its provider's configuration says in tokens, or what a refusal
/// showed in characters, which each further refusal makes smaller.
/// </summary>
internal sealed class ModelContexts(
    IEnumerable<IModelProvider> providers, TokenCounter counter, ILogger<ModelContexts> logger)
{
    // Low, so that a text that is not English fits too; what is still too long is refused and learnt from.
    private const int CharactersPerToken = 3;

    // The rest is for the answer, and for what the model's own tokenizer counts beyond ours.
    private const double Share = 0.8;
    private const double UnknownShare = 0.5;
    private const int MaxModels = 1_000;

    private readonly Dictionary<string, int> _configured = providers.Where(provider => provider.ContextLength > 0)
        .ToDictionary(provider => provider.Name, provider => provider.ContextLength, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, long> _learnt = new(StringComparer.Ordinal);

    /// <summary>How much a call of a model may hold.</summary>
    /// <param name="model">The model, as <c>provider/model</c>.</param>
    /// <param name="ofAgent">What the agent's definition says, in tokens; 0: nothing.</param>
    public ContextWindow WindowOf(string model, int ofAgent)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        var ofProvider = _configured.GetValueOrDefault(slash < 0 ? model : model[..slash]);
        var (source, tokens) = (ofAgent, ofProvider) switch
        {
            (0, 0) => (WindowSource.Unknown, 0),
            ( > 0, 0) => (WindowSource.Agent, ofAgent),
            ( > 0, > 0) when ofAgent < ofProvider => (WindowSource.Agent, ofAgent),
            _ => (WindowSource.Provider, ofProvider),
        };
        long? characters = _learnt.TryGetValue(model, out var learnt) ? learnt : null;
        return new ContextWindow(
            characters is null ? source : WindowSource.Refusal, tokens > 0 ? tokens : null, characters);
    }

    /// <summary>How full a call would be.</summary>
    public ContextLoad LoadOf(ContextWindow window, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ToolDeclaration> tools)
    {
        if (window.Characters is { } characters)
        {
            var size = ContextFit.SizeOf(messages) + tools.Sum(tool => tool.Size);
            if (size > characters || window.Tokens is null)
                return new ContextLoad(size, characters, InTokens: false);
        }
        if (window.Tokens is not { } tokens)
            return ContextLoad.Unbounded;
        var room = (long)(Share * tokens);
        // Bytes are an upper bound of tokens, so what is far below the window is not counted.
        var bytes = PromptBytes.Of(messages, tools);
        return new ContextLoad(bytes <= room ? bytes : counter.Of(messages, tools), room, InTokens: true);
    }

    /// <summary>The messages that fit.</summary>
    /// <param name="window">How much the model reads.</param>
    /// <param name="messages">The instructions, then the conversation.</param>
    /// <param name="tools">The tools that the request declares.</param>
    public IReadOnlyList<ChatMessage> Fit(
        ContextWindow window, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ToolDeclaration> tools)
    {
        var load = LoadOf(window, messages, tools);
        if (load.Fits)
            return messages;
        var besides = tools.Sum(tool => tool.Size);
        var limit = load.InTokens
            ? (ContextFit.SizeOf(messages) + besides) * load.Room / Math.Max(1, load.Size)
            : load.Room;
        return ContextFit.Shorten(messages, Math.Max(0, limit - besides), cutsTexts: load.InTokens);
    }

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
}

/// <summary>How full a model call is.</summary>
/// <param name="Size">How much it holds; an upper bound where that fits.</param>
/// <param name="Room">How much it may hold.</param>
/// <param name="InTokens">Whether both are tokens; else they are characters.</param>
internal readonly record struct ContextLoad(long Size, long Room, bool InTokens)
{
    /// <summary>The load of a model of which nothing is known.</summary>
    public static ContextLoad Unbounded { get; } = new(0, long.MaxValue, InTokens: true);

    /// <summary>Whether the model has room for it.</summary>
    public bool Fits => Size <= Room;
}

internal static partial class ModelsLog
{
    [LoggerMessage(1108, LogLevel.Information,
        "Model {Model} refused {Sent} characters as too many; it is sent at most about {Characters} from now on")]
    public static partial void ContextLearnt(ILogger logger, string model, long sent, long characters);
}
