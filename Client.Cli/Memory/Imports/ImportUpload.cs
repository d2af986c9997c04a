using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Sends a file, waits until it is imported, and says what became of its entries.</summary>
internal sealed class ImportUpload(CommandRun run, string agent, string[] tags)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private int _inserted;
    private int _known;
    private readonly List<JsonObject> _refusals = [];
    private readonly List<string> _failures = [];

    /// <param name="name">The file's name.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="linesBefore">Lines of the file that were sent before, as another part.</param>
    public async Task Send(string name, string type, byte[] content, int linesBefore = 0)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        var import = (await run.Gateway.Ask<ImportShape>(
            HttpMethod.Post,
            Route.To($"v1/agents/{agent}/passages/imports").With("file", name)
                .With("tags", tags.Length > 0 ? string.Join(',', tags) : null),
            body, run.Cancellation)).Value;
        import = await WaitFor(import);
        _inserted += import.Inserted;
        _known += import.Known;
        foreach (var refusal in import.Refusals)
        {
            var moved = refusal with { Line = refusal.Line + linesBefore };
            Tell(ImportText.Refusal(import, moved));
            _refusals.Add(new JsonObject { ["file"] = name, ["line"] = moved.Line, ["reason"] = moved.Reason });
        }
        if (import.Refused > import.Refusals.Length)
            Tell($"{name}: {import.Refused - import.Refusals.Length} more were refused.");
        Refused += import.Refused;
        if (import.State != "done")
            Fail($"{name}: the import is {import.State}{(import.Error is { } error ? $": {error}" : ".")}");
    }

    private int Refused { get; set; }

    /// <summary>Says that a file was not imported; the others still are.</summary>
    public void Fail(string failure)
    {
        _failures.Add(failure);
        Tell(failure);
    }

    /// <summary>Says what became of all that was sent.</summary>
    /// <exception cref="ProblemException">Some of it was refused.</exception>
    public void End(string what)
    {
        if (run.Output.IsJson)
            run.Output.Json(new JsonObject
            {
                ["passages"] = _inserted + _known,
                ["inserted"] = _inserted,
                ["known"] = _known,
                ["refused"] = Refused,
                ["refusals"] = new JsonArray([.. _refusals]),
                ["failures"] = new JsonArray([.. _failures.Select(failure => (JsonNode)failure)]),
            }.ToJsonString());
        else
            run.Output.Note(
                $"The archival memory of {agent} has the passages of {what}: {_inserted} inserted, {_known} known.");
        if (Refused > 0 || _failures.Count > 0)
            throw ProblemException.Local(
                "import-incomplete", "Some entries were not imported",
                $"{Refused} entries were refused and {_failures.Count} files failed; the others are in the archival memory.");
    }

    private async Task<ImportShape> WaitFor(ImportShape import)
    {
        for (var shown = -1; import.EndedAt is null;)
        {
            if (import.Entries is { } entries && import.Read != shown)
            {
                shown = import.Read;
                Tell($"{import.File}: {shown} of {entries} read");
            }
            await Task.Delay(BetweenLooks, run.Cancellation);
            import = (await run.Gateway.Get<ImportShape>(
                Route.To($"v1/agents/{agent}/passages/imports/{import.Id}"), run.Cancellation)).Value;
        }
        return import;
    }

    private void Tell(string text) => run.Output.Note(text);
}
