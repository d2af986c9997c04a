using System.Text;
using Sanctum.Commands;

namespace Sanctum;

/// <summary><c>sanctum</c>: what people and scripts do with the agents behind a gateway.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return CommandLine.Run(args);
    }
}
