using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Audit;

/// <summary>
/// Writes the log out. What is cut off on the way ends with an error, so that half a log is never taken for a whole one.
/// </summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var filters = new AuditFilters();
        var output = new Option<string?>("--output")
        {
            Description = "The file to write, which must not exist yet; standard output if left out",
            HelpName = "file",
        };
        var command = new ClientCommand("export", "Export the audit log, oldest first, one JSON object per line") { output };
        foreach (var option in filters.Options)
            command.Add(option);
        return command
            .Does(run => Export(run, filters.Of(run, Route.To($"v1/admin/audit/export")), run.Get(output)))
            .WithExamples(
                "sanctum audit export --since 30d --output audit.ndjson",
                "sanctum audit export --action queue.purge | jq -r .object");
    }

    private static async Task Export(CommandRun run, Route route, string? output)
    {
        if (output is null)
        {
            await foreach (var line in run.Gateway.Lines(route, run.Cancellation))
                run.Output.Json(line);
            return;
        }
        if (File.Exists(output))
            throw ProblemException.Usage($"{output} exists already.");
        var draft = $"{output}.part";
        try
        {
            await Write(run, route, draft);
            File.Move(draft, output, overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{output} cannot be written: {e.Message}");
        }
        finally
        {
            if (File.Exists(draft))
                File.Delete(draft);
        }
    }

    // The file gets its name once it is whole.
    private static async Task Write(CommandRun run, Route route, string draft)
    {
        await using var writer = new StreamWriter(draft);
        await foreach (var line in run.Gateway.Lines(route, run.Cancellation))
            await writer.WriteLineAsync(line);
    }
}
