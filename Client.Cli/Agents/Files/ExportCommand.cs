using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Exports an agent into a signed file, and waits for it.</summary>
internal static class ExportCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    public static Command Build()
    {
        var name = AgentArgument.Create();
        var file = new Option<string>("--output", "-o")
        {
            Description = "A new file",
            HelpName = "file",
            Required = true,
        };
        var without = WithoutOption.Create();
        return new ClientCommand(
            "export", "Export an agent with its memory and transcripts into a signed file, for 'sanctum agents import'")
            { name, file, without }
            .Does(run => Export(run, run.Get(name), run.Get(file)!, run.Get(without)))
            .WithExamples(
                "sanctum agents export ada -o ada.agent.jsonl",
                "sanctum agents export ada -o ada.agent.jsonl --without transcripts");
    }

    private static async Task Export(CommandRun run, string agent, string file, string? without)
    {
        RequireNew(file);
        var export = await run.Gateway.Post<ExportShape>(
            Route.To($"v1/agents/{agent}/exports").With("without", without), null, run.Cancellation);
        var seen = export.Value.Error;
        while (export.Value.EndedAt is null)
        {
            if (export.Value.Error is { } reason && reason != seen)
            {
                run.Output.Note($"An attempt failed and is repeated: {reason}");
                seen = reason;
            }
            await Task.Delay(BetweenLooks, run.Cancellation);
            export = await run.Gateway.Get<ExportShape>(
                Route.To($"v1/agents/{agent}/exports/{export.Value.Id}"), run.Cancellation);
        }
        if (export.Value.Error is { } error)
            throw ProblemException.Local("export-failed", "The export failed", error);
        await Download(run, Route.To($"v1/agents/{agent}/exports/{export.Value.Id}/file"), file);
        run.Output.Note($"Written to {file}: {export.Value.Bytes} bytes.");
        if (run.Output.IsJson)
            run.Output.Json(export.Json);
    }

    // Checked before the export begins: one that cannot be saved is not worth making.
    private static void RequireNew(string file)
    {
        if (file.Length == 0)
            throw ProblemException.Usage("--output is empty; it needs the name of a new file.");
        if (Path.Exists(file))
            throw ProblemException.Usage($"{file} exists already.");
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw ProblemException.Usage($"{file} cannot be written: the folder {folder} does not exist.");
    }

    // The file is complete, or does not exist.
    private static async Task Download(CommandRun run, Route route, string file)
    {
        var draft = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
                await run.Gateway.Download(route, stream, run.Cancellation);
            File.Move(draft, file, overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{file} cannot be written: {e.Message}");
        }
        finally
        {
            if (File.Exists(draft))
                File.Delete(draft);
        }
    }

    private sealed record ExportShape(Guid Id, string State, int? Bytes, string? Error, DateTimeOffset? EndedAt);
}
