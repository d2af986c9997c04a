using Sanctum.Approvals;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Policies;

namespace Sanctum.Publishing;

/// <summary>
/// Asks the policies before a post goes to its platform, and a person where they want it; what is refused is put into the audit
/// log.
/// </summary>
internal sealed class PostPolicy(
    PolicyEngine policies, ApprovalGate approvals, AuditStore audit, PostAuthors authors, TimeProvider clock)
{
    /// <summary>Why a post may not go, or null.</summary>
    /// <exception cref="ApprovalRequiredException">It waits for a person.</exception>
    public async Task<PostRefusal?> FindRefusal(string tenant, OutboundPost post)
    {
        if (!policies.IsConcerned(tenant, PolicyActions.PublishPost))
            return null;
        var agent = await authors.AgentOf(tenant, post);
        var act = new PostAct(post.Platform, post.Account, post.Text, post.ReplyContext is not null);
        var request = PolicyRequest.Publish(new GrainKey(tenant, agent), act);
        var answer = await policies.Decide(request);
        if (answer.Allowed)
            return null;
        // What could not be decided is asked again, and would fill the log.
        if (answer.Undecided)
            return new PostRefusal(answer.Reason!, IsUndecided: true, IsByPerson: false);
        try
        {
            await approvals.Require(
                request, answer, new ApprovalAct($"post/{post.Id}", post.Id.ToString(), $"agent/{agent}", post.SessionId));
            return null;
        }
        catch (PolicyDeniedException denied)
        {
            await audit.Add(
                tenant,
                DeniedActAudit.Entry(
                    clock.GetUtcNow(), $"agent/{agent}", AuditActions.PublishPost, $"post/{post.Id}", denied.Reason),
                CancellationToken.None);
            return new PostRefusal(denied.Reason, IsUndecided: false, IsByPerson: answer.Approval is not null);
        }
    }
}

/// <summary>Why a post may not go.</summary>
/// <param name="Reason">As the end of a sentence.</param>
/// <param name="IsUndecided">Whether it could only not be decided.</param>
/// <param name="IsByPerson">Whether a person denied it, or nobody allowed it in time.</param>
internal sealed record PostRefusal(string Reason, bool IsUndecided, bool IsByPerson);
