using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Inserts one passage into an agent's archival memory, or those of a file.</summary>
internal static class InsertCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var text = new Argument<string?>("text")
        {
            Description = "The passage; '-' reads standard input",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var tag = new Option<string[]>("--tag") { Description = "A tag; may be repeated", HelpName = "tag" };
        var source = new Option<string?>("--source") { Description = "Where it comes from", HelpName = "text" };
        var importance = new Option<double?>("--importance") { Description = "0 to 1; 0.5 if left out", HelpName = "number" };
        var file = new Option<string?>("--file", "-f")
        {
            Description = "JSON Lines with text, and optionally tags, source, importance and key; bad lines are reported",
            HelpName = "file",
        };
        return new ClientCommand("insert", "Insert passages into an agent's archival memory")
            { agent, text, tag, source, importance, file }
            .Does(run => (run.Find(text), run.Get(file)) switch
            {
                ({ } one, null) => Insert(
                    run, run.Get(agent),
                    new PassageBodyShape(Document.TextOf(one), run.Get(tag), run.Get(source), run.Get(importance))),
                (null, { } lines) when run.Get(tag) is null or [] && run.Get(source) is null && run.Get(importance) is null =>
                    Import(run, run.Get(agent), lines),
                (null, { }) => throw ProblemException.Usage("--tag, --source and --importance cannot be used with --file."),
                _ => throw ProblemException.Usage("Give a text or --file."),
            })
            .WithExamples(
                "sanctum memory insert ada \"Bob likes tea\" --tag people --source \"a talk\"",
                "sanctum memory insert ada --file notes.jsonl");
    }

    private static async Task Import(CommandRun run, string agent, string file)
    {
        var name = file == "-" ? "stdin" : Path.GetFileName(file);
        var upload = new ImportUpload(run, agent, tags: []);
        await ImportFile.Send(upload, file, name, ImportFile.Jsonl);
        upload.End(name);
    }

    private static async Task Insert(CommandRun run, string agent, PassageBodyShape body) => run.Output.Show(
        await run.Gateway.Post<PassageShape>(Route.To($"v1/agents/{agent}/passages"), body, run.Cancellation), PassageText.Of);

    private sealed record PassageBodyShape(string Text, string[]? Tags, string? Source, double? Importance);
}
