namespace Sanctum.Cluster;

/// <summary>The end of a call, however it ends.</summary>
internal static class Ends
{
    /// <summary>
    /// Waits for the call; Orleans gives up a call that met several activations while they were deactivated, and says so.
    /// </summary>
    public static async Task Of(Task call)
    {
        if (await Record.ExceptionAsync(() => call) is { } refusal)
            Assert.IsAssignableFrom<OrleansException>(refusal);
    }
}
