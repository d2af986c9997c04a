namespace Sanctum.Errors;

/// <summary>A bound was reached; the same request may succeed later.</summary>
[GenerateSerializer, Alias("sanctum.limit-exceeded")]
public sealed class LimitExceededException(string limit, string message, TimeSpan retryAfter) : SanctumException(message)
{
    /// <summary>Name of the bound, such as <c>queue.depth</c>.</summary>
    [Id(0)]
    public string Limit { get; } = limit;

    /// <summary>How long to wait before another try.</summary>
    [Id(1)]
    public TimeSpan RetryAfter { get; } = retryAfter;
}
