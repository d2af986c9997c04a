namespace Sanctum.Tools;

/// <summary>How runs are named to tools.</summary>
internal static class ToolRunIds
{
    /// <summary>The call id of a run: its tool's idempotency key.</summary>
    public static string CallOf(Guid run) => $"run_{run:N}";
}
