using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Conversations;

/// <summary>Shows what was said in a session, and what is being said.</summary>
internal sealed class TranscriptCommand : ICommandModule
{
    public Command Build()
    {
        var session = SessionArgument.Create();
        var after = new Option<long?>("--after") { Description = "Only entries after this sequence number", HelpName = "seq" };
        var limit = new Option<int?>("--limit") { Description = "How many at most, 1 to 1000", HelpName = "count" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Follow new entries until Ctrl-C" };
        return new ClientCommand("transcript", "Show a session's transcript") { session, after, limit, follow }
            .Does(run => run.Get(follow)
                ? Follow(run, run.Get(session), run.Get(after))
                : Show(run, run.Get(session), run.Get(after), run.Get(limit)))
            .WithExamples(
                "sanctum transcript first",
                "sanctum transcript first --follow",
                "sanctum transcript first --json | jq -r '.items[] | \"\\(.author): \\(.content)\"'");
    }

    private static async Task Show(CommandRun run, string session, long? after, int? limit)
    {
        var page = await run.Gateway.Get<TranscriptShape>(
            Route.To($"v1/sessions/{session}/transcript").With("after", after).With("limit", limit), run.Cancellation);
        run.Output.Show(page, transcript => EntryText.Of(transcript.Items));
        if (page.Value.Next is { } next)
            run.Output.Note($"There are more entries, up to {page.Value.LastSeq}: add --after {next}");
    }

    private static async Task Follow(CommandRun run, string session, long? after)
    {
        using var feed = await run.Gateway.Watch(
            Route.To($"v1/sessions/{session}/events").With("after", after), run.Cancellation);
        var seen = after ?? 0;
        await foreach (var happened in feed.Read(run.Cancellation))
        {
            if (run.Output.IsJson)
                run.Output.Json(happened.ToLine());
            if (happened.Type != SessionEvent.EntryAppended)
                continue;
            var entry = happened.Read<EntryShape>();
            seen = entry.Seq;
            if (!run.Output.IsJson)
                run.Output.Write(EntryText.Of([entry]));
        }
        throw ProblemException.Unreachable($"The live view ended; continue with --after {seen}.");
    }
}
