using Sanctum.Errors;

namespace Sanctum.Tools.Isolation;

/// <summary>Where tools run.</summary>
internal static class IsolationRule
{
    /// <summary>
    /// Where a tool runs that nobody decided about: as it says, else other people's code apart from ours, as far as it is its own
    /// alone.
    /// </summary>
    public static ToolIsolation Usual(ITool tool, ToolProgram? program, string? plugin) => tool.Isolation switch
    {
        ToolIsolation.Default => plugin is not null && program is { PluginType: null }
            ? ToolIsolation.Process
            : ToolIsolation.None,
        var declared => declared,
    };

    /// <summary>
    /// Where a tool runs in the end: where an operator or else it itself says, and no process is held by less than what holds all
    /// of them.
    /// </summary>
    /// <param name="usual">Where it runs if no operator decided otherwise.</param>
    /// <param name="decided">Where an operator wants it.</param>
    /// <param name="least">What holds every process of a tool.</param>
    public static ToolIsolation Effective(ToolIsolation usual, ToolIsolation decided, ToolSandbox least) =>
        (decided == ToolIsolation.Default ? usual : decided) switch
        {
            ToolIsolation.Process when least == ToolSandbox.Container => ToolIsolation.Container,
            var isolation => isolation,
        };

    /// <summary>Checks what is wanted for a tool, by itself or by an operator.</summary>
    /// <exception cref="InvalidRequestException">It cannot have a separate process.</exception>
    public static void Check(ITool tool, ToolProgram? program, ToolIsolation? wanted)
    {
        if (wanted is ToolIsolation.Process or ToolIsolation.Container && program is null)
            throw new InvalidRequestException(
                "isolation",
                $"The tool '{tool.Name}' needs services of the host, so it cannot run in a separate process.");
    }
}
