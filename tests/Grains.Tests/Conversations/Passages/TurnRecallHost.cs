using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Embeddings;
using Sanctum.Errors;

namespace Sanctum.Conversations;

/// <summary>The grains with an embedding model that counts what it is asked, fails and hangs on demand.</summary>
public sealed class TurnRecallHost : IAsyncLifetime
{
    private readonly WatchedEmbeddings _embeddings = new();

    public TurnRecallHost() =>
        Host = new SanctumHost { Services = services => services.AddSingleton<IEmbeddingProvider>(_embeddings) };

    public SanctumHost Host { get; }

    /// <summary>The texts that were embedded.</summary>
    public IReadOnlyCollection<string> Embedded => _embeddings.Asked;

    /// <summary>A query with this text is not embedded before the test ends.</summary>
    public const string Slow = "slowly";

    /// <summary>A query with this text is refused.</summary>
    public const string Broken = "brokenly";

    // A search waits for a vector for a part of the time that the turn waits for the search. What does not hang has enough time
    // on a busy machine, and no lease is lost there.
    public Task InitializeAsync() => Host.Start(
        ("Sanctum:Conversation:RecallTimeout", "00:00:10"), ("Sanctum:Memory:Embeddings:LoadPatience", "00:00:03"),
        ("Sanctum:Queue:LeaseDuration", "00:00:30"));

    public async Task DisposeAsync()
    {
        _embeddings.Release();
        await Host.DisposeAsync();
    }

    private sealed class WatchedEmbeddings : IEmbeddingProvider, IEmbeddingGenerator<string, Embedding<float>>
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashGenerator _vectors = new();

        public string Name => "watched";

        public string Model => "watched/1";

        public int MaxBatch => 16;

        public int? DefaultRank => int.MaxValue;

        public ConcurrentQueue<string> Asked { get; } = new();

        public void Release() => _released.TrySetResult();

        public IEmbeddingGenerator<string, Embedding<float>> Create() => this;

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var texts = values.ToList();
            foreach (var text in texts)
                Asked.Enqueue(text);
            if (texts.Any(text => text.Contains(Broken, StringComparison.Ordinal)))
                throw new DependencyException("watched", "is broken", ErrorClass.Transient);
            if (texts.Any(text => text.Contains(Slow, StringComparison.Ordinal)))
                await _released.Task.WaitAsync(cancellationToken);
            return await _vectors.GenerateAsync(texts, options, cancellationToken);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() => _vectors.Dispose();
    }
}
