using Microsoft.Extensions.Logging;

namespace Sanctum.Budgets;

internal static partial class BudgetLog
{
    [LoggerMessage(
        2301, LogLevel.Warning, "The budgets of {Tenant} cannot be read; those that were read last stay in force")]
    public static partial void NotFollowed(ILogger logger, Exception exception, string tenant);

    [LoggerMessage(2302, LogLevel.Information, "Model call {Call} of {Actor} to {Model} does not fit: {Reason}")]
    public static partial void Exceeded(ILogger logger, string call, string actor, string model, string reason);

    [LoggerMessage(
        2303, LogLevel.Warning,
        "What model call {Call} of {Actor} cost could not be written; its reservation counts as spent when it expires")]
    public static partial void NotSettled(ILogger logger, Exception exception, string call, string actor);

    [LoggerMessage(
        2304, LogLevel.Warning, "Model call {Call} of {Actor} cost {Tokens} tokens, more than the {Reserved} reserved for it")]
    public static partial void Overrun(ILogger logger, string call, string actor, long tokens, long reserved);
}
