using Sanctum.Agents;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>What requests that change an agent's memory have in common.</summary>
internal static class MemoryRequests
{
    /// <summary>The actor of changes that are made by the API, as policies see it.</summary>
    public const string Operator = "operator";

    /// <exception cref="ConflictException">The agent is retired.</exception>
    public static async Task RequireActive(this IClusterClient grains, AgentId id)
    {
        if ((await grains.Agent(id).Get()).Status == AgentStatus.Retired)
            throw new ConflictException($"Agent '{id}' is retired; its memory cannot be changed.");
    }

    /// <summary>The id of the edit that a request makes.</summary>
    public static string EditId(this HttpRequest request) =>
        request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key ? key : Guid.CreateVersion7().ToString();
}
