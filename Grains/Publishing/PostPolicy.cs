using Sanctum.Audit;
using Sanctum.Identity;
using Sanctum.Policies;

namespace Sanctum.Publishing;

/// <summary>Asks the policies before a post goes to its platform, and puts what they refuse into the audit log.</summary>
internal sealed class PostPolicy(PolicyEngine policies, AuditStore audit, PostAuthors authors, TimeProvider clock)
{
    /// <summary>Why a post may not go now, or null.</summary>
    public async Task<PolicyAnswer?> FindRefusal(string tenant, OutboundPost post)
    {
        if (!policies.IsConcerned(tenant, PolicyActions.PublishPost))
            return null;
        var agent = await authors.AgentOf(tenant, post);
        var act = new PostAct(post.Platform, post.Account, post.Text, post.ReplyContext is not null);
        var answer = await policies.Decide(PolicyRequest.Publish(new GrainKey(tenant, agent), act));
        if (answer.Allowed)
            return null;
        // What could not be decided is asked again, and would fill the log.
        if (!answer.Undecided)
            await audit.Add(
                tenant,
                DeniedActAudit.Entry(
                    clock.GetUtcNow(), $"agent/{agent}", AuditActions.PublishPost, $"post/{post.Id}", answer.Reason!),
                CancellationToken.None);
        return answer;
    }
}
