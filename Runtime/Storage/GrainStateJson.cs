using System.Text.Json;

namespace Sanctum.Runtime.Storage;

/// <summary>How grain states become JSON; the cluster's storage serializer is given the same.</summary>
public sealed class GrainStateJson
{
    /// <summary>The serializer's options.</summary>
    public JsonSerializerOptions Options { get; set; } = new();
}
