using System.CommandLine;

namespace Sanctum.Conversations;

/// <summary>What the commands that speak to agents have in common.</summary>
internal static class SessionOptions
{
    public static Option<string?> Session() =>
        new("--session") { Description = "The conversation to continue; a new one if left out", HelpName = "id" };

    public static Option<string?> From() => new("--from") { Description = "The sender; 'user' if left out", HelpName = "name" };
}
