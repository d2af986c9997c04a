using System.Text.Json;
using Sanctum.Tools;
using Sanctum.Tools.Isolation;

namespace Sanctum.ToolHost;

/// <summary>
/// One call of one tool: what is to be done comes as a line on standard input, the answer goes to standard output, and the end of
/// standard input is the end of the caller.
/// </summary>
internal static class Program
{
    private static async Task Main()
    {
        OwnProcess.LeadGroup();
        OwnProcess.CloseInherited();
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        // White space before the answer, to whoever waits for this to run.
        output.Write("\n"u8);
        if (RequestLine.Read(input) is not { } line)
            return;
        var request = JsonSerializer.Deserialize(line, ToolProcessJson.Default.ToolProcessRequest)!;
        OwnProcess.EndWith(input);
        OwnProcess.LimitProcessorTime(request.CpuSeconds);
        if (request.MaxTasks is { } most)
            OwnProcess.LimitTasks(most);
        // What the tool writes must not be taken for the answer, nor what it reads be the end of the host.
        Console.SetOut(Console.Error);
        Console.SetIn(TextReader.Null);
        JsonSerializer.Serialize(output, await Run(request), ToolProcessJson.Default.ToolProcessAnswer);
        output.Flush();
        // What the tool left running ends here too, and nothing of it has a say in that.
        OwnProcess.End();
    }

    private static async Task<ToolProcessAnswer> Run(ToolProcessRequest request)
    {
        try
        {
            var tool = await LoadedTool.Load(request);
            return new ToolProcessAnswer(ToolStatus.Ok, ToolExecution.Shortened(await tool.Run()));
        }
        catch (OutOfMemoryException exception)
        {
            return new ToolProcessAnswer(ToolStatus.KilledMemory, exception.Message);
        }
        catch (Exception exception)
        {
            return new ToolProcessAnswer(ToolStatus.Failed, ToolExecution.Shortened(exception.Message));
        }
    }
}
