using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.Extensions.AI;

namespace Sanctum.Embeddings;

/// <summary>
/// Embeddings without a model: words and parts of words, hashed into 384 dimensions. They find other forms of a word and
/// misspelt ones, no synonyms, and need neither files nor network.
/// </summary>
internal sealed class HashEmbeddings : IEmbeddingProvider
{
    public string Name => "hash";

    public string Model => $"hash/1/{HashGenerator.Dimensions}";

    public int MaxBatch => 256;

    // They are made of words.
    public double Weight => 0.1;

    public int? DefaultRank => 1;

    public IEmbeddingGenerator<string, Embedding<float>> Create() => new HashGenerator();
}

/// <summary>Hashes each word, and each three letters of it, to a dimension and a sign.</summary>
internal sealed class HashGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimensions = 384;

    // A whole word says more than one of its parts.
    private const float WordWeight = 2;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(Embed(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>The vector of a text, of length 1; all zeros for a text without letters and digits.</summary>
    public static float[] Embed(string text)
    {
        var counts = new Dictionary<uint, float>();
        foreach (var word in Words(text))
        {
            Add(counts, Hash(word), WordWeight);
            var framed = $"<{word}>";
            for (var i = 0; i + 3 <= framed.Length; i++)
                Add(counts, Hash(framed.AsSpan(i, 3)), 1);
        }
        var vector = new float[Dimensions];
        foreach (var (hash, weight) in counts)
            vector[hash % Dimensions] += (hash & 0x8000_0000) == 0 ? MathF.Sqrt(weight) : -MathF.Sqrt(weight);
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return length > 0 ? [.. vector.Select(value => value / length)] : vector;
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var letter in WithoutMarks(text))
        {
            if (char.IsLetterOrDigit(letter))
            {
                word.Append(char.ToLowerInvariant(letter));
                continue;
            }
            if (word.Length > 0)
                yield return word.ToString();
            word.Clear();
        }
        if (word.Length > 0)
            yield return word.ToString();
    }

    // Half of a surrogate pair cannot be normalised.
    private static IEnumerable<char> WithoutMarks(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormD)
            .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark);

    private static void Add(Dictionary<uint, float> counts, uint hash, float weight) =>
        counts[hash] = counts.GetValueOrDefault(hash) + weight;

    // FNV-1a, with its bits mixed: the same in every process and version.
    private static uint Hash(ReadOnlySpan<char> text)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in text)
            hash = unchecked((hash ^ letter) * 16_777_619);
        hash = unchecked((hash ^ (hash >> 16)) * 0x85EB_CA6B);
        return BitOperations.RotateLeft(hash ^ (hash >> 13), 7);
    }
}
