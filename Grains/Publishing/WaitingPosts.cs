using Sanctum.Approvals;
using Sanctum.Identity;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>
/// Posts that wait for approvals: each is due at a deadline, and becomes due when a person answers. Its next attempt sends or
/// discards it.
/// </summary>
internal sealed class WaitingPosts(OutboxStore posts, ApprovalWaits waits, IGrainFactory grains) : IApprovalWaiter
{
    private const string Name = "post";

    public string Kind => Name;

    /// <summary>The name of a post among those that an answer wakes.</summary>
    public static string NameOf(Guid post) => $"{Name}/{post}";

    public async Task<bool> Wake(string tenant, string key, Approval approval)
    {
        var post = Guid.Parse(key);
        if (await posts.MakeDue(tenant, post, approval.Id, CancellationToken.None) is not { } woken)
            return true;
        if (!await grains.Outbox(woken.Account).Reconsider(post))
            return false;
        waits.Announce(new GrainKey(tenant, woken.SessionId), post, approval);
        return true;
    }
}
