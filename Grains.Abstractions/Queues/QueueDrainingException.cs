using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>The queue works off what it has and takes nothing new in until somebody resumes it.</summary>
[GenerateSerializer, Alias("sanctum.queue-draining")]
public sealed class QueueDrainingException(string agent, string? reason)
    : SanctumException($"The queue of '{agent}' is draining and accepts no messages until it is resumed: {reason}");
