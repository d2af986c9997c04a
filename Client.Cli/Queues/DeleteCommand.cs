using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Queues;

/// <summary>Ends the items of one author that wait or are in error.</summary>
internal static class DeleteCommand
{
    private static readonly string[] Statuses = ["new", "error"];

    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var handle = new Argument<string>("handle") { Description = "The author, with or without @, in any case" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count them" };
        var force = new Option<bool>("--force", "--yes", "-y")
        {
            Description = "Skip the confirmation; required without a terminal",
        };
        return new ClientCommand("delete", "End the items of one author that wait or are in error; they get no answer")
            { agent, handle, dryRun, force }
            .Does(async run =>
            {
                var (name, author, isDryRun) = (run.Get(agent), run.Get(handle), run.Get(dryRun));
                var question = $"End the items of {name} that {author} wrote without an answer?";
                if (isDryRun || await Purging.IsMeant(run, run.Get(force), question))
                {
                    var wanted = new SelectionBody(Statuses, Confirm: !isDryRun, From: author, DryRun: isDryRun ? true : null);
                    await Purging.Run(run, name, wanted);
                }
            })
            .WithExamples("sanctum queue delete ada @troll.example --dry-run", "sanctum queue delete ada @troll.example --force");
    }
}
