using System.CommandLine;

namespace Sanctum.Conversations;

/// <summary>The session that a command is about.</summary>
internal static class SessionArgument
{
    public static Argument<string> Create() => new("session") { Description = "The session's id" };
}
