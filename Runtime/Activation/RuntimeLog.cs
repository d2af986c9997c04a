using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Sanctum.Runtime.Activation;

internal static partial class RuntimeLog
{
    [LoggerMessage(101, LogLevel.Error, "{Grain} could not be activated")]
    public static partial void ActivationFailed(ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(102, LogLevel.Warning, "{Grain} failed while it was deactivated")]
    public static partial void DeactivationFailed(ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(103, LogLevel.Error, "A timer tick of {Grain} failed; the timer goes on")]
    public static partial void TimerFailed(ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(104, LogLevel.Warning, "{Count} activations had not ended when the time to stop was over")]
    public static partial void StopTimedOut(ILogger logger, int count);
}
