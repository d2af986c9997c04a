namespace Sanctum.Errors;

/// <summary>
/// Work that others can do without, because something else makes good for what fails of it: the failure is logged, and the
/// caller continues.
/// </summary>
internal static class BestEffort
{
    /// <param name="work">What is tried.</param>
    /// <param name="log">Says what is lost by it, and what makes good for that.</param>
    /// <returns>Whether it went well.</returns>
    public static async Task<bool> Try(Func<Task> work, Action<Exception> log)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            log(ExpectedFailure.Of(exception));
            return false;
        }
    }
}
