namespace Sanctum.Tools.Isolation;

/// <summary>A process that did part of a tool's work ended without a result, and the tool with it.</summary>
internal sealed class ToolEndedException(ToolAnswer answer) : Exception(answer.Payload)
{
    /// <summary>How the tool's run ended.</summary>
    public ToolAnswer Answer { get; } = answer;
}
