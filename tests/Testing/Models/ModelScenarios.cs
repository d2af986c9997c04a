namespace Sanctum.Testing.Models;

/// <summary>
/// Answers of OpenAI-compatible servers as they were seen in the field, by name: what vLLM, Ollama, Gemini, DeepSeek, Mistral,
/// OpenRouter and LiteLLM send where the vendor's own API would not.
/// </summary>
public static class ModelScenarios
{
    private const string Prefix = "Sanctum.Testing.Models.Streams.";
    private const string Suffix = ".txt";

    /// <summary>Every name, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ModelScenarios).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <summary>What the server sends.</summary>
    /// <exception cref="ArgumentException">There is no such scenario.</exception>
    public static ModelScenario Find(string name)
    {
        using var content = typeof(ModelScenarios).Assembly.GetManifestResourceStream(Prefix + name + Suffix)
            ?? throw new ArgumentException(
                $"There is no scenario '{name}'. There are: {string.Join(", ", Names)}.", nameof(name));
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        var isStream = bytes.GetBuffer()[0] == (byte)'d';
        return new ModelScenario(
            name.StartsWith("400-", StringComparison.Ordinal) ? 400 : 200, isStream ? "text/event-stream" : "application/json",
            bytes.ToArray());
    }
}

/// <summary>One answer of a model server.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">The content type.</param>
/// <param name="Body">The body as it was sent.</param>
public sealed record ModelScenario(int Status, string MediaType, ReadOnlyMemory<byte> Body);
