using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Memory;

/// <summary>The outcome of each file of a folder. A refused file does not stop the others.</summary>
internal sealed class FolderReport(CommandRun run)
{
    private readonly List<(string File, string State, int? Version, Problem? Problem)> _files = [];
    private readonly List<string> _shared = [];

    public void Add(string file, string state, int? version) => _files.Add((file, state, version, null));

    /// <summary>Records shared blocks that are left out.</summary>
    public void LeaveOut(IEnumerable<string> shared) => _shared.AddRange(shared);

    /// <summary>Does the work of one file, and records why it was refused.</summary>
    /// <exception cref="ProblemException">The problem is not about this file alone.</exception>
    public async Task Try(string file, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ProblemException refused) when (IsOfFile(refused.Problem))
        {
            var state = refused.Problem.Conflict is null ? "refused" : "conflict";
            _files.Add((file, state, refused.Problem.Conflict?.Version, refused.Problem));
        }
    }

    /// <summary>Shows all files.</summary>
    /// <exception cref="ProblemException">Some were refused.</exception>
    public void End(string summary)
    {
        if (run.Output.IsJson)
            run.Output.Json(new JsonObject
            {
                ["files"] = new JsonArray([.. _files.Select(ToJson)]),
                ["shared"] = new JsonArray([.. _shared.Select(label => JsonValue.Create(label))]),
            }.ToJsonString(Wire.Options));
        else
            ShowText(summary);
        var failed = _files.Where(file => file.Problem is not null).ToList();
        if (failed.Count > 0)
            throw ProblemException.Local(
                failed.Any(file => file.State == "conflict") ? "conflict" : "files-refused",
                "Some files were refused",
                $"{failed.Count} of {_files.Count} files: {string.Join(", ", failed.Take(10).Select(file => file.File))}" +
                $"{(failed.Count > 10 ? ", …" : "")}. The others are done.");
    }

    // A refusal that is about the caller or the agent would be the same for every file.
    private static bool IsOfFile(Problem problem) =>
        problem.Code == Problem.UsageCode || problem.Status is 400 or 403 or 409 or 413 or 422;

    private void ShowText(string summary)
    {
        if (_files.Count > 0)
            run.Output.Write(_files.Aggregate(
                Listing.Of("FILE", "STATE", "VERSION"), (table, file) => table.Row(file.File, file.State, file.Version)));
        foreach (var (file, _, _, problem) in _files.Where(file => file.Problem is not null))
            run.Output.Note($"{file}: {Describe(problem!)}");
        if (_shared.Count > 0)
            run.Output.Note(
                $"Left out, because shared blocks belong to the tenant: {string.Join(", ", _shared)}. 'sanctum memory shared' " +
                "reads and changes them.");
        run.Output.Note(summary);
    }

    private static string Describe(Problem problem) => problem switch
    {
        { Conflict: { } conflict } =>
            $"{problem.Detail}\nthe text now, version {conflict.Version}:\n{conflict.Present}\n" +
            $"the text of the file:\n{conflict.Proposed}",
        { Errors: { Length: > 0 } errors } => string.Join(' ', errors.Select(error => $"{error.Field} {error.Message}")),
        _ => problem.Detail ?? problem.Title,
    };

    private static JsonNode ToJson((string File, string State, int? Version, Problem? Problem) file)
    {
        var json = new JsonObject { ["file"] = file.File, ["state"] = file.State };
        if (file.Version is { } version)
            json["version"] = version;
        if (file.Problem is { } problem)
            json["problem"] = JsonSerializer.SerializeToNode(problem, Wire.Options);
        return json;
    }
}
