using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>The sender of the delivery is not proven, so nothing of it is used.</summary>
[GenerateSerializer, Alias("sanctum.unverified-delivery")]
public sealed class UnverifiedDeliveryException(string reason) : SanctumException($"The delivery cannot be verified: {reason}");
