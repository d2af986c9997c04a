using System.CommandLine;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Commands;

/// <summary>One run of one command: what it was given, and what it works with.</summary>
internal sealed class CommandRun(ParseResult arguments, Output output, Gateway gateway, Interruption interruption)
{
    public Output Output => output;

    public Gateway Gateway => gateway;

    public Interruption Interruption => interruption;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Cancellation => interruption.Token;

    public T Get<T>(Argument<T> argument) => arguments.GetRequiredValue(argument);

    /// <summary>An argument that may be left out.</summary>
    public T? Find<T>(Argument<T> argument) => arguments.GetValue(argument);

    public T? Get<T>(Option<T> option) => arguments.GetValue(option);

    /// <summary>Asks a person, if one sits there; a script has meant what it wrote.</summary>
    public async Task<bool> Confirm(string question)
    {
        if (!output.IsInteractive)
            return true;
        output.Prompt($"{question} [y/N] ", Color.Yellow);
        return await output.ReadLine(Cancellation) is { } answer && answer.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    /// <summary>Runs <paramref name="work"/>, tells what went wrong, and answers the exit code.</summary>
    public static async Task<int> Execute(ParseResult arguments, Func<CommandRun, Task> work)
    {
        var output = new Output(arguments.GetValue(GlobalOptions.Json));
        using var interruption = new Interruption();
        try
        {
            var url = GlobalOptions.FindUrl(arguments, mistake => throw ProblemException.Usage(mistake));
            using var gateway = new Gateway(url!);
            await work(new CommandRun(arguments, output, gateway, interruption));
            return ExitCodes.Ok;
        }
        catch (ProblemException e)
        {
            output.Fail(e);
            return ExitCodes.Of(e.Problem);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            output.EndLine();
            return ExitCodes.Cancelled;
        }
    }
}
