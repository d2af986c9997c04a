using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Approvals;

/// <summary>The approvals of a tenant, read from their rows; keyed <c>{tenant}/approvals</c>.</summary>
[Alias("sanctum.IApprovalDirectoryGrain")]
public interface IApprovalDirectoryGrain : IGrainWithStringKey
{
    /// <summary>A page of approvals, newest first.</summary>
    /// <param name="which">Which approvals.</param>
    /// <param name="after">Only approvals behind this one; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of its bounds.</exception>
    [Alias("List")]
    Task<ApprovalPage> List(ApprovalSelection which, Guid? after, int limit);
}

/// <summary>Which approvals are meant. What is left out does not narrow it.</summary>
/// <param name="State">Only those that stand there.</param>
/// <param name="Action">Only those of this action.</param>
/// <param name="Agent">Only those of this agent.</param>
[GenerateSerializer, Immutable, Alias("sanctum.approval-selection")]
public sealed record ApprovalSelection(
    [property: Id(0)] ApprovalState? State = null,
    [property: Id(1)] string? Action = null,
    [property: Id(2)] string? Agent = null);

/// <summary>A page of approvals.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.approval-page")]
public sealed record ApprovalPage([property: Id(0)] ImmutableArray<Approval> Items, [property: Id(1)] Guid? Next);
