using Sanctum.Connection;

namespace Sanctum.Commands;

/// <summary>What a script learns from how the command ended; docs/cli.md lists the same.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Refused = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;
    public const int NotFound = 4;
    public const int Conflict = 5;
    public const int TurnFailed = 6;
    public const int NoReplyInTime = 7;
    public const int QueueCritical = 8;
    public const int ToolFailed = 9;
    public const int AuditBroken = 10;
    public const int Cancelled = 130;
    public const int OutputClosed = 141;

    /// <summary>The code of a command that ended with <paramref name="problem"/>.</summary>
    public static int Of(Problem problem) => problem.Code switch
    {
        Problem.UsageCode => Usage,
        Problem.UnreachableCode or "storage-unavailable" or "cluster-unavailable" or "shutting-down" => Unreachable,
        "turn-failed" or "turn-cancelled" or "turn-discarded" or "budget-exceeded" => TurnFailed,
        Problem.NoReplyCode or "timeout" => NoReplyInTime,
        Problem.QueueCriticalCode => QueueCritical,
        Problem.ToolFailedCode => ToolFailed,
        Problem.AuditBrokenCode => AuditBroken,
        Problem.NotAskedCode or "conflict" => Conflict,
        _ => problem.Status switch
        {
            404 => NotFound,
            409 or 412 => Conflict,
            _ => Refused,
        },
    };
}
