using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sanctum.Commands;

/// <summary>The usual help, and under it the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual, string[] ofProgram) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (Of(parseResult.CommandResult.Command) is not { Length: > 0 } examples)
            return code;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example}");
        output.WriteLine();
        return code;
    }

    private string[] Of(Command command) => command switch
    {
        RootCommand => ofProgram,
        ClientCommand client => client.Examples,
        _ => [],
    };
}
