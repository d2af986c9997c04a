using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Embeddings;

/// <summary>
/// A server with the embeddings API of OpenAI, for the provider <c>openai</c>; section <c>Sanctum:Memory:Embeddings:OpenAI</c>.
/// </summary>
[Settings("Sanctum:Memory:Embeddings:OpenAI", SettingsGroup.Memory)]
public sealed class OpenAIEmbeddingOptions
{
    /// <summary>Where the API is, such as <c>http://localhost:11434/v1</c>.</summary>
    [Url(ErrorMessage = "It is not an http or https URL.")]
    public string Url { get; set; } = "https://api.openai.com/v1";

    /// <summary>The key, sent as <c>Authorization: Bearer</c>; none by default.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The model.</summary>
    [RegularExpression(@"^[\x21-\x7E]{1,128}$", ErrorMessage = "It is not 1 to 128 visible characters of ASCII.")]
    public string Model { get; set; } = "text-embedding-3-small";

    /// <summary>Dimensions that are asked for; 0 leaves them to the model.</summary>
    [Range(0, QuantizedVector.MaxDimensions)]
    public int Dimensions { get; set; }

    /// <summary>Texts of one request.</summary>
    [Range(1, 2_048)]
    public int BatchSize { get; set; } = 64;

    /// <summary>How long a request may take.</summary>
    [TimeRange("00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
