using Sanctum.Policies;

namespace Sanctum.Examples;

/// <summary>A policy rule: agents whose names begin with <c>guest-</c> may run no tool. One reason of one rule denies.</summary>
internal sealed class GuestRule : IPolicyRule
{
    public string Action => PolicyActions.ToolExecute;

    public string? ReasonToDeny(PolicyRequest request) =>
        request.Subject.Name.StartsWith("guest-", StringComparison.Ordinal) ? "guests run no tools." : null;
}
