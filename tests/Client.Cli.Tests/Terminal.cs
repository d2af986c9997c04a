namespace Sanctum.Tests;

/// <summary>Environments of a terminal.</summary>
internal static class Terminal
{
    public static Dictionary<string, string> Dumb { get; } = new() { ["TERM"] = "dumb" };

    public static Dictionary<string, string> Colourful { get; } = new() { ["TERM"] = "xterm-256color" };

    public static Dictionary<string, string> ColourfulButUnwanted { get; } = new()
    {
        ["TERM"] = "xterm-256color",
        ["NO_COLOR"] = "1",
    };
}
