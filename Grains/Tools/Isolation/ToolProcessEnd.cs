namespace Sanctum.Tools.Isolation;

/// <summary>How a tool's process ended.</summary>
/// <param name="Answer">What it answered; null if it did not.</param>
/// <param name="Reason">Why there is no answer.</param>
/// <param name="Errors">What it wrote to standard error, or the beginning of that.</param>
internal sealed record ToolProcessEnd(ToolProcessAnswer? Answer, ToolProcessEndReason Reason, string Errors);

/// <summary>Why a process ended.</summary>
internal enum ToolProcessEndReason
{
    /// <summary>By itself.</summary>
    Own,

    /// <summary>It took more memory than it may.</summary>
    Memory,

    /// <summary>The kernel killed it for memory: it came to its second limit, or the machine has none left.</summary>
    KernelMemory,

    /// <summary>It took more processor time than it may.</summary>
    ProcessorTime,

    /// <summary>It wrote more than it may.</summary>
    Output,
}
