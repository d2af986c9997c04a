using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Searches what was said in an agent's sessions.</summary>
internal static class RecallCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var query = new Argument<string>("query") { Description = "What to look for" };
        var session = new Option<string?>("--session") { Description = "Only this session", HelpName = "id" };
        var person = new Option<string?>("--person")
        {
            Description = "Only sessions in which this person wrote",
            HelpName = "id",
        };
        var platform = new Option<string?>("--platform") { Description = "Only sessions on this platform", HelpName = "name" };
        var since = new Option<string?>("--since")
        {
            Description = "Written at this time or later, such as 2026-01-31 or 7d",
            HelpName = "time",
        };
        var until = new Option<string?>("--until") { Description = "Written before this time", HelpName = "time" };
        var by = new Option<string?>("--by")
        {
            Description = "What is compared: words, meaning or both; both by default",
            HelpName = "words|meaning|both",
        };
        var limit = new Option<int?>("--limit") { Description = "Maximum number of results, 1 to 50", HelpName = "count" };
        return new ClientCommand("recall", "Search an agent's transcripts by words and by meaning")
            { agent, query, session, person, platform, since, until, by, limit }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<RecalledShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/recall")
                        .With("q", run.Get(query)).With("session", run.Get(session)).With("person", run.Get(person))
                        .With("platform", run.Get(platform)).With("since", run.Get(since)).With("until", run.Get(until))
                        .With("by", run.Get(by)).With("limit", run.Get(limit)),
                    run.Cancellation),
                Describe))
            .WithExamples(
                "sanctum memory recall ada \"what does Bob drink\" --since 30d",
                "sanctum memory recall ada \"green tea\" --by words",
                "sanctum memory recall ada tea --session first --json | jq -r '.items[].highlight'");
    }

    private static Paragraph Describe(RecalledShape found)
    {
        var text = new Paragraph();
        foreach (var entry in found.Items)
        {
            text.Append(Printable.Text(entry.Author), new Style(decoration: Decoration.Bold))
                .Append(
                    $"  {Printable.Text(entry.SessionId)} #{entry.Seq}, {Age.Of(entry.OccurredAt)}{Places(entry.Parts)}\n",
                    new Style(decoration: Decoration.Dim))
                .Append($"{Printable.Text(entry.Highlight.Trim())}\n\n");
        }
        if (found.Items.Length == 0)
            text.Append("Nothing was found.\n");
        return Note(found.Vectors) is { } note ? text.Append($"{note}\n") : text;
    }

    private static string Places(PartsShape? parts) =>
        (parts?.WordRank is { } word ? $", by words {word}" : "") +
        (parts is { Similarity: not null, VectorRank: { } place } ? $", by meaning {place}" : "");

    private static string? Note(string? vectors) => vectors switch
    {
        "partial" => "Some entries are not embedded yet: those are found by their words alone.",
        "unavailable" => "Vectors cannot be used now: entries are found by their words alone.",
        "off" => "Transcripts are not searched by meaning here: entries are found by their words alone.",
        _ => null,
    };

    private sealed record RecalledShape(RecalledEntryShape[] Items, string? Vectors);

    private sealed record RecalledEntryShape(
        string SessionId, long Seq, string Author, DateTimeOffset OccurredAt, string Highlight, PartsShape? Parts);
}
