using Sanctum.Errors;

namespace Sanctum.Tools.Isolation;

/// <summary>Where tools run.</summary>
internal static class IsolationRule
{
    /// <summary>
    /// Where a tool runs that nobody decided about: as it says, else other people's code apart from ours, as far as it is its own alone.
    /// </summary>
    public static ToolIsolation Usual(ITool tool, ToolProgram? program, string? plugin) => tool.Isolation switch
    {
        ToolIsolation.Default => plugin is not null && program is { PluginType: null } ? ToolIsolation.Process : ToolIsolation.None,
        var declared => declared,
    };

    /// <summary>Checks what is wanted for a tool, by itself or by an operator.</summary>
    /// <exception cref="InvalidRequestException">It cannot have a process of its own.</exception>
    public static void Check(RegisteredTool tool, ToolIsolation? wanted)
    {
        if (wanted == ToolIsolation.Process && tool.Program is null)
            throw new InvalidRequestException("isolation", $"The tool '{tool.Tool.Name}' needs what only the host has, so it cannot run in a process of its own.");
    }
}
