using System.CommandLine;
using System.CommandLine.Parsing;
using Sanctum.Connection;

namespace Sanctum.Commands;

/// <summary>
/// <c>--agent-id</c>: names the agent that any command is about, before or behind it, so that a script says it once. It stands
/// for the command's agent argument or its <c>--agent</c>.
/// </summary>
internal static class AgentScope
{
    private const string Argument = "agent";
    private const string Option = "--agent";

    public static Option<string?> AgentId { get; } = new("--agent-id")
    {
        Description = "The agent, instead of the command's argument",
        HelpName = "agent",
        Recursive = true,
    };

    /// <summary>The arguments with the agent where the command itself takes it.</summary>
    /// <exception cref="ProblemException">The command is about no agent.</exception>
    public static string[] Place(string[] args, ParseResult parsed)
    {
        if (parsed.GetResult(AgentId) is not { Implicit: false, Tokens: [{ Value: { Length: > 0 } agent }] })
            return args;
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 || parsed.Action is HelpWithExamples)
            return args;
        var rest = Without(args, out var place, parsed);
        if (command.Arguments.FirstOrDefault()?.Name == Argument)
            return [.. rest[..place], agent, .. rest[place..]];
        if (command.Options.Any(option => option.Name == Option))
            return [.. rest[..place], Option, agent, .. rest[place..]];
        throw ProblemException.Usage($"'sanctum {command.Name}' takes no agent: leave --agent-id out.");
    }

    // 'place' is behind the last word of the command's path.
    private static string[] Without(string[] args, out int place, ParseResult parsed)
    {
        var rest = new List<string>();
        place = 0;
        var token = 0;
        for (var i = 0; i < args.Length; i++)
        {
            // An argument is one token, or with '=' or ':' an option and its value.
            var current = parsed.Tokens[token];
            var isPair = current.Value != args[i];
            token += isPair ? 2 : 1;
            if (current.Type == TokenType.Option && current.Value == AgentId.Name)
            {
                if (!isPair)
                    (i, token) = (i + 1, token + 1);
                continue;
            }
            rest.Add(args[i]);
            if (current.Type == TokenType.Command)
                place = rest.Count;
        }
        return [.. rest];
    }
}
