using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Sanctum.Embeddings.MiniLM;

/// <summary>
/// Embeddings by all-MiniLM-L6-v2 on this machine: 384 dimensions, English, no network. One model for the process, loaded by the
/// first call. It is used by default where its files are.
/// </summary>
internal sealed class MiniLMEmbeddings(IOptions<MiniLMOptions> options) : IEmbeddingProvider
{
    private const int Rank = 2;

    private readonly Lazy<MiniLMGenerator> _generator = new(() => new MiniLMGenerator(options.Value));

    public string Name => "minilm";

    public string Model => "minilm/24.9.52193/384";

    public int MaxBatch => options.Value.BatchSize;

    public int? DefaultRank => ModelFiles.AreIn(ModelFiles.PathOf(options.Value.Folder)) ? Rank : null;

    public IEmbeddingGenerator<string, Embedding<float>> Create() => _generator.Value;
}
