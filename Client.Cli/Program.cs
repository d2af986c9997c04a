using System.Text;
using Sanctum.Commands;
using Sanctum.Terminal;

namespace Sanctum;

/// <summary><c>sanctum</c>: what people and scripts do with the agents behind a gateway.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        StandardOutput.NoticeItsEnd();
        try
        {
            return await CommandLine.Run(args);
        }
        catch (IOException e) when (StandardOutput.HasEnded(e))
        {
            return ExitCodes.OutputClosed;
        }
    }
}
