using System.CommandLine;
using System.Globalization;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Conversations;

/// <summary>Shows what a model call of a session holds.</summary>
internal static class ContextCommand
{
    private const int ShownCharacters = 80;

    public static Command Build()
    {
        var session = SessionArgument.Create();
        var step = new Option<long?>("--step")
        {
            Description = "Sequence number of an answer: what its call held; the next call if left out",
            HelpName = "seq",
        };
        return new ClientCommand("context", "Show what the next model call of a session would hold, and how many tokens")
            { session, step }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ContextShape>(
                    Route.To($"v1/sessions/{run.Get(session)}/context").With("step", run.Get(step)), run.Cancellation),
                Describe))
            .WithExamples(
                "sanctum sessions context first",
                "sanctum sessions context first --step 4 --json | jq '.parts[] | select(.kind == \"block\")'");
    }

    private static Rows Describe(ContextShape context) => new(
        new Text(string.Create(
            CultureInfo.InvariantCulture,
            $"{context.Tokens} tokens by {context.Tokenizer}, for {Printable.Text(context.Model)}; {Window(context.Window)}. " +
            $"Trust: {Printable.Text(context.Trust)}.")),
        context.IsShortened ? new Text("Some of it is cut, because the model has no room for it.") : (IRenderable)Text.Empty,
        context.Compaction is { } compaction
            ? new Text(string.Create(
                CultureInfo.InvariantCulture,
                $"Compaction {compaction.Number} left out entries up to {compaction.EntriesThrough} and tool results up to " +
                $"{compaction.ResultsThrough}, {Age.Of(compaction.At)}."))
            : Text.Empty,
        context.Parts.Aggregate(
            Listing.Of("TOKENS", "KIND", "TRUST", "SOURCE", "TEXT"),
            (table, part) => table.Row(
                part.Tokens, part.Kind, part.Trust, part.Source, Printable.Line(part.Text ?? "", ShownCharacters))));

    private static string Window(WindowShape window) => window switch
    {
        { Tokens: { } tokens } => string.Create(CultureInfo.InvariantCulture, $"the window has {tokens}"),
        { Characters: { } characters } => string.Create(
            CultureInfo.InvariantCulture, $"the model refused more than about {characters} characters"),
        _ => "the window is not known",
    };

    private sealed record ContextShape(
        string Model, string Tokenizer, WindowShape Window, int Tokens, bool IsShortened, CompactionShape? Compaction,
        PartShape[] Parts, string Trust);

    private sealed record WindowShape(long? Tokens, long? Characters);

    private sealed record CompactionShape(int Number, long EntriesThrough, long ResultsThrough, DateTimeOffset At);

    private sealed record PartShape(string Kind, string Source, int Tokens, string? Text, string Trust);
}
