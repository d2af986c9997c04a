namespace Sanctum.Approvals;

/// <summary>Wakes work of one kind that waits for approvals. An implementation is found by its registration.</summary>
internal interface IApprovalWaiter
{
    /// <summary>The kind, with which the names of its waiters begin: <c>kind/key</c>.</summary>
    string Kind { get; }

    /// <summary>Has the work continue, now that its approval has an answer; its watchers are told.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="key">What is behind the kind in the waiter's name.</param>
    /// <param name="approval">The approval, answered.</param>
    /// <returns>False if the work is busy and may be about to wait: it is woken again later.</returns>
    Task<bool> Wake(string tenant, string key, Approval approval);
}
