using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Sanctum.Caching;
using Sanctum.Errors;

namespace Sanctum.Embeddings;

/// <summary>
/// Vectors of the configured provider, as rows keep them. Calls of a process wait for each other beyond
/// <see cref="EmbeddingOptions.MaxConcurrency"/>, those for queries apart from those for texts, so that no search waits for
/// what is embedded in bulk; vectors of queries are cached. A circuit breaker ends calls to a model that fails too often.
/// </summary>
internal sealed class TextEmbedder : IDisposable
{
    private const int MaxModelCharacters = 200;

    private readonly IEmbeddingProvider? _provider;
    private readonly Lazy<IEmbeddingGenerator<string, Embedding<float>>> _generator;
    private readonly DependencyCircuit<GeneratedEmbeddings<Embedding<float>>> _circuit;
    private readonly TimeSpan _queryTimeout;
    private readonly SemaphoreSlim _slots;
    private readonly SemaphoreSlim _querySlots;
    private readonly TieredCache _queries;
    private readonly EmbeddingMeter _meter;
    private readonly TimeProvider _clock;

    public TextEmbedder(
        IEnumerable<IEmbeddingProvider> providers, IOptions<EmbeddingOptions> options, TieredCaches caches, EmbeddingMeter meter,
        TimeProvider clock)
    {
        var chosen = options.Value;
        _provider = chosen.Provider == EmbeddingOptions.Default
            ? providers.Where(provider => provider.DefaultRank is not null).MaxBy(provider => provider.DefaultRank)
            : providers.FirstOrDefault(provider => provider.Name == chosen.Provider);
        _generator = new(() => _provider!.Create());
        _slots = new SemaphoreSlim(chosen.MaxConcurrency);
        _querySlots = new SemaphoreSlim(chosen.MaxConcurrency);
        _queries = caches.Create("embedding", chosen.QueryCacheSize, chosen.QueryCacheAge);
        _circuit = new(_provider?.Name ?? "none", chosen.CircuitCalls, chosen.CircuitPause, clock);
        (_meter, _clock, _queryTimeout) = (meter, clock, chosen.QueryTimeout);
        if (_provider is not null)
            meter.ShowCircuit(_provider.Name, () => _circuit.State);
        Model = _provider?.Model;
        Debug.Assert(Model is null or { Length: <= MaxModelCharacters }, "A model's name is a short text.");
    }

    /// <summary>The model in use; null if none is configured.</summary>
    public string? Model { get; }

    /// <summary>How much a place by vectors counts beside the same place by words.</summary>
    public double Weight => _provider?.Weight ?? 0;

    /// <summary>The most texts of one call.</summary>
    public int MaxBatch => _provider?.MaxBatch ?? 1;

    /// <summary>The vector of a query.</summary>
    /// <exception cref="DependencyException">The provider failed.</exception>
    public async Task<byte[]> EmbedQuery(string text)
    {
        var key = $"{Model}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
        var entry = await _queries.Get<byte[]>(
            key,
            async () => new CacheEntry<byte[]>(
                (await Embed(_querySlots, [text], _queryTimeout, CancellationToken.None))[0], _clock.GetUtcNow()));
        return entry!.Value;
    }

    /// <summary>The vectors of texts, in their order; at most <see cref="MaxBatch"/>.</summary>
    /// <exception cref="DependencyException">The provider failed.</exception>
    public Task<ImmutableArray<byte[]>> Embed(IReadOnlyCollection<string> texts, CancellationToken cancellationToken) =>
        Embed(_slots, texts, Timeout.InfiniteTimeSpan, cancellationToken);

    private async Task<ImmutableArray<byte[]>> Embed(
        SemaphoreSlim slots, IReadOnlyCollection<string> texts, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!await slots.WaitAsync(timeout, cancellationToken))
            throw Late(timeout);
        var begunAt = _clock.GetTimestamp();
        var isDone = false;
        try
        {
            var made = await _circuit.Call(ct => Generate(texts, timeout, ct), cancellationToken);
            isDone = true;
            return [.. made.Select(embedding => QuantizedVector.Of(embedding.Vector.Span))];
        }
        finally
        {
            slots.Release();
            _meter.Embedded(_provider!.Name, texts.Count, isDone, _clock.GetElapsedTime(begunAt));
        }
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> Generate(
        IReadOnlyCollection<string> texts, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var made = await _generator.Value.GenerateAsync(texts, options: null, either.Token);
            return made.Count == texts.Count
                ? made
                : throw new DependencyException(
                    _provider!.Name, $"{made.Count} vectors were made of {texts.Count} texts.", ErrorClass.Transient);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Late(timeout);
        }
    }

    private DependencyException Late(TimeSpan timeout) =>
        new(_provider!.Name, $"no vector of a query within {timeout.TotalSeconds:0.#} s.", ErrorClass.Transient);

    public void Dispose()
    {
        _slots.Dispose();
        _querySlots.Dispose();
        _queries.Dispose();
        if (_generator.IsValueCreated)
            _generator.Value.Dispose();
    }
}
