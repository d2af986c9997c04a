using Sanctum.Approvals;
using Sanctum.Identity;

namespace Sanctum.Tools;

/// <summary>Runs that wait for approvals.</summary>
internal sealed class WaitingRuns(ApprovalWaits waits, IGrainFactory grains) : IApprovalWaiter
{
    private const string Name = "run";

    public string Kind => Name;

    /// <summary>The name of a run among those that an answer wakes.</summary>
    public static string NameOf(Guid run) => $"{Name}/{run}";

    public async Task<bool> Wake(string tenant, string key, Approval approval)
    {
        if (!await grains.GetGrain<IToolRunGrain>(new GrainKey(tenant, key).ToString()).Continue())
            return false;
        if (approval.SessionId is { } session)
            waits.Announce(new GrainKey(tenant, session), Guid.Parse(key), approval);
        return true;
    }
}
