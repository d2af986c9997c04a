using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>The version that a request is about.</summary>
/// <param name="Version">One of the block's versions, from 1.</param>
internal sealed record VersionBody([property: Required] int? Version = null)
{
    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public int CheckedVersion => Version ?? throw new InvalidRequestException("version", "is required.");
}
