using System.CommandLine;

namespace Sanctum.Approvals;

/// <summary>The approval that a command is about.</summary>
internal static class ApprovalArgument
{
    public static Argument<string> Create() => new("approval") { Description = "Its id, from 'sanctum approvals list'" };
}
