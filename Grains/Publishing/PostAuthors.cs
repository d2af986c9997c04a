using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Publishing;

/// <summary>Finds the agent that a post is of.</summary>
internal sealed class PostAuthors(IGrainFactory grains)
{
    /// <summary>The agent of a post's session.</summary>
    public async Task<string> AgentOf(string tenant, OutboundPost post)
    {
        try
        {
            return (await grains.Session(new GrainKey(tenant, post.SessionId)).Get()).AgentId;
        }
        catch (NotFoundException)
        {
            // A session that was removed meanwhile; its posts still go by the rules of all.
            return "unknown";
        }
    }
}
