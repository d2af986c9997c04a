namespace Sanctum.Errors;

/// <summary>What was named does not exist.</summary>
[GenerateSerializer, Alias("sanctum.not-found")]
public sealed class NotFoundException(string kind, string id) : SanctumException($"There is no {kind} '{id}'.")
{
    /// <summary>What was looked for: <c>agent</c>, <c>session</c>, <c>queue item</c>.</summary>
    [Id(0)]
    public string Kind { get; } = kind;

    /// <summary>The id that was asked for.</summary>
    [Id(1)]
    public string ResourceId { get; } = id;
}
