namespace Sanctum.Errors;

/// <summary>
/// A failure that says all there is to know in its message, as it is logged: a silo that died fails calls at many places at once,
/// and their stack traces would bury the log.
/// </summary>
internal sealed class ExpectedFailure(string message) : Exception(message)
{
    /// <summary>The failure as it is logged: what the cluster causes has no stack trace.</summary>
    public static Exception Of(Exception failure) =>
        failure is OrleansMessageRejectionException or ClientNotAvailableException or TimeoutException
        ? new ExpectedFailure($"{failure.GetType().Name}: {FirstLine(failure.Message)}")
        : failure;

    /// <summary>The message alone.</summary>
    public override string ToString() => Message;

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
