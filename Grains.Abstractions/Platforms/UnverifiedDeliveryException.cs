using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>Nobody knows who sent the delivery, so nothing of it is believed.</summary>
[GenerateSerializer, Alias("sanctum.unverified-delivery")]
public sealed class UnverifiedDeliveryException(string reason) : SanctumException($"The delivery cannot be verified: {reason}");
