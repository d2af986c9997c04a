using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>A shared block as a write sets it.</summary>
/// <param name="Value">Its text.</param>
/// <param name="Description">What it is for; null leaves it as it is.</param>
/// <param name="Limit">Maximum number of characters; null leaves it as it is.</param>
/// <param name="IsReadOnly">Whether no agent may change it, whatever its right; null leaves it as it is.</param>
/// <param name="Version">The version that the value was made from, 0 for no block; null writes over any version.</param>
internal sealed record SharedBlockValue(
    [property: Required] string? Value = null, string? Description = null, int? Limit = null, bool? IsReadOnly = null,
    int? Version = null)
{
    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public string CheckedValue => Value ?? throw new InvalidRequestException("value", "is required.");
}

/// <summary>A line for a shared block.</summary>
/// <param name="Text">What is added on a new line.</param>
internal sealed record AppendedText([property: Required] string? Text = null)
{
    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public string CheckedText => Text is { Length: > 0 }
        ? Text
        : throw new InvalidRequestException("text", "is required, and must not be empty.");
}

/// <summary>What an agent may do with a shared block.</summary>
/// <param name="Right">One of <c>read</c>, <c>append</c> and <c>write</c>; each includes those before it.</param>
internal sealed record ShareBody([property: Required] BlockRight? Right = null)
{
    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public BlockRight CheckedRight => Right
        ?? throw new InvalidRequestException("right", "is required: read, append or write.");
}
