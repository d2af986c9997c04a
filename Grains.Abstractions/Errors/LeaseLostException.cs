namespace Sanctum.Errors;

/// <summary>The caller's lease ran out or was revoked: another holds the work now, and nothing was written.</summary>
[GenerateSerializer, Alias("sanctum.lease-lost")]
public sealed class LeaseLostException(Guid itemId, long token)
    : SanctumException($"Lease {token} of queue item {itemId} is no longer held.")
{
    /// <summary>The queue item.</summary>
    [Id(0)]
    public Guid ItemId { get; } = itemId;

    /// <summary>The fencing token that was refused.</summary>
    [Id(1)]
    public long Token { get; } = token;
}
