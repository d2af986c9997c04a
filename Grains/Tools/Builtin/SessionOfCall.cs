using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>The session in which a tool is called.</summary>
internal static class SessionOfCall
{
    /// <summary>Its memory.</summary>
    /// <exception cref="InvalidRequestException">The call has no session.</exception>
    public static ISessionMemoryGrain Memory(IGrainFactory grains, ToolContext context) =>
        context.SessionId.Length > 0
            ? grains.SessionMemory(new GrainKey(context.Agent.Tenant, context.SessionId))
            : throw new InvalidRequestException("sessionId", "is missing; this tool works in the memory of a session.");
}
