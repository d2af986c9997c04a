using Sanctum.Identity;

namespace Sanctum.Conversations;

/// <summary>References to the grains of conversations.</summary>
public static class SessionReferences
{
    /// <summary>A session.</summary>
    public static ISessionGrain Session(this IGrainFactory grains, GrainKey session) =>
        grains.Grain<ISessionGrain>(session.ToString());

    /// <summary>The list of a tenant's sessions.</summary>
    public static ISessionDirectoryGrain SessionDirectory(this IGrainFactory grains, string tenant) =>
        grains.Grain<ISessionDirectoryGrain>(new GrainKey(tenant, "sessions").ToString());

    /// <summary>The vectors of an agent's transcripts.</summary>
    public static IRecallIndexGrain RecallIndex(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IRecallIndexGrain>(agent.ToString());
}
