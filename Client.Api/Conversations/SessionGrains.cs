using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Identity;

namespace Sanctum.Conversations;

/// <summary>The grains of sessions.</summary>
internal static class SessionGrains
{
    public static ISessionGrain Session(this IGrainFactory grains, SessionId id) => grains.Session(id.GrainKey);

    /// <summary>Opens a session, beside its agent where it is new.</summary>
    public static Task<Session> OpenSession(this IGrainFactory grains, SessionId id, AgentId agent)
    {
        RequestContext.Set(CallHints.Agent, agent.GrainKey.ToString());
        try
        {
            return grains.Session(id).Open(agent.Value);
        }
        finally
        {
            RequestContext.Remove(CallHints.Agent);
        }
    }

    public static ISessionDirectoryGrain Sessions(this IGrainFactory grains) =>
        grains.SessionDirectory(CallerTenant.Name);
}
