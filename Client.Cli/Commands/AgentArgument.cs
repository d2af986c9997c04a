using System.CommandLine;

namespace Sanctum.Commands;

/// <summary>The agent that a command is about.</summary>
internal static class AgentArgument
{
    public static Argument<string> Create() => new("agent") { Description = "The agent's name" };
}
