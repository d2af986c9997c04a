using Microsoft.Extensions.Logging;

namespace Sanctum.Approvals;

internal static partial class ApprovalLog
{
    /// <summary>Who answered, where nobody did.</summary>
    public const string Nobody = "its deadline";

    [LoggerMessage(
        2440, LogLevel.Information, "Approval {Approval} of {Tenant} is requested: {Action} of {Subject}, by {RequestedBy}")]
    public static partial void Requested(
        ILogger logger, Guid approval, string tenant, string action, string subject, string requestedBy);

    [LoggerMessage(2441, LogLevel.Information, "Approval {Approval} of {Tenant} is {State}, by {AnsweredBy}")]
    public static partial void Answered(ILogger logger, Guid approval, string tenant, ApprovalState state, string answeredBy);

    [LoggerMessage(2442, LogLevel.Warning, "{Waiter} could not be woken by approval {Approval}; the lifeline will retry")]
    public static partial void NotWoken(ILogger logger, Exception exception, string waiter, Guid approval);
}
