using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Commands;

/// <summary>The whole command line: every feature's commands under <c>sanctum</c>.</summary>
internal static class CommandLine
{
    // '@name' is how people are addressed, not a file of further arguments; and "-fx" is a mistake, not three options.
    private static readonly ParserConfiguration Reading = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    // Ctrl-C is the commands' own: in a chat it stops the reply, not the program.
    private static readonly InvocationConfiguration Running = new()
    {
        ProcessTerminationTimeout = null,
        EnableDefaultExceptionHandler = false,
    };

    private static readonly string[] FirstExamples = [
        "sanctum agents apply -f agents/ada.yaml", "sanctum chat ada", "sanctum status --json"];

    public static Task<int> Run(string[] args)
    {
        var root = Build();
        var arguments = root.Parse(args, Reading);
        try
        {
            if (AgentScope.Place(args, arguments) is var placed && placed != args)
                arguments = root.Parse(placed, Reading);
        }
        catch (ProblemException e)
        {
            new Output(arguments.GetValue(GlobalOptions.Json)).Fail(e);
            return Task.FromResult(ExitCodes.Usage);
        }
        return arguments.Action is ParseErrorAction ? Task.FromResult(Refuse(arguments)) : arguments.InvokeAsync(Running);
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Talk to and operate the agents behind a Sanctum gateway.")
        {
            GlobalOptions.Url, GlobalOptions.Json, AgentScope.AgentId,
        };
        foreach (var command in FindModules()
            .Select(module => module.Build()).OrderBy(command => command.Name, StringComparer.Ordinal))
            root.Add(command);
        var option = root.Options.OfType<HelpOption>().Single();
        var help = new HelpWithExamples((HelpAction)option.Action!, FirstExamples);
        option.Action = help;
        ShowHelpWithoutSubcommand(root, help);
        return root;
    }

    // 'sanctum agents' alone asks what there is.
    private static void ShowHelpWithoutSubcommand(Command group, SynchronousCommandLineAction help)
    {
        group.SetAction(arguments =>
        {
            help.Invoke(arguments);
            return ExitCodes.Usage;
        });
        foreach (var subgroup in group.Subcommands.Where(command => command.Subcommands.Count > 0))
            ShowHelpWithoutSubcommand(subgroup, help);
    }

    private static IEnumerable<ICommandModule> FindModules() => typeof(CommandLine).Assembly.GetTypes()
        .Where(type => type.IsClass && type.IsAssignableTo(typeof(ICommandModule)))
        .Select(type => (ICommandModule)Activator.CreateInstance(type)!);

    private static int Refuse(ParseResult arguments)
    {
        var path = arguments.CommandResult.Command is RootCommand ? "" : $"{arguments.CommandResult.Command.PathFromRoot()} ";
        var mistakes = string.Join(' ', arguments.Errors.Select(error => error.Message.TrimEnd('.') + ".").Distinct());
        new Output(arguments.GetValue(GlobalOptions.Json)).Fail(
            ProblemException.Usage($"{mistakes} See 'sanctum {path}--help'."));
        return ExitCodes.Usage;
    }

    private static string PathFromRoot(this Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand
            ? $"{parent.PathFromRoot()} {command.Name}"
            : command.Name;
}
