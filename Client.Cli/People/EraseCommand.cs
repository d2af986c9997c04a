using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.People;

/// <summary>Erases a person everywhere, and waits for it. It cannot be undone, so it needs an answer, or <c>--yes</c>.</summary>
internal static class EraseCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static Command Build()
    {
        var person = new Argument<string>("person") { Description = "The id from 'sanctum people list', or PLATFORM/HANDLE" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; required without a terminal" };
        return new ClientCommand("erase", "Erase a person everywhere: profiles, messages, conversations and what agents remember")
            { person, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !run.Output.IsInteractive)
                    throw ProblemException.Usage("Everything of the person is erased, for good: add --yes.");
                if (!run.Get(yes) && !await run.Confirm($"Erase {run.Get(person)} everywhere, for good?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                await Erase(run, await Profile(run, run.Get(person)!));
            })
            .WithExamples("sanctum people erase bluesky/bo.example.org --yes", "sanctum people erase webchat/v-1 --yes --json");
    }

    private static async Task<(string Platform, string Id)> Profile(CommandRun run, string person)
    {
        if (person.Split('/', 2) is [var platform, var handle])
            return (platform, handle);
        var found = await run.Gateway.Get<PersonShape>(Route.To($"v1/people/{person}"), run.Cancellation);
        return (found.Value.Profiles[0].Platform, found.Value.Profiles[0].ProfileId);
    }

    private static async Task Erase(CommandRun run, (string Platform, string Id) person)
    {
        var erasure = await run.Gateway.Post<ErasureShape>(
            Route.To($"v1/erasures"), new { platform = person.Platform, person = person.Id }, run.Cancellation);
        var seen = erasure.Value.Error;
        while (erasure.Value.EndedAt is null)
        {
            if (erasure.Value.Error is { } reason && reason != seen)
            {
                run.Output.Note($"An attempt failed and is repeated: {reason}");
                seen = reason;
            }
            await Task.Delay(BetweenLooks, run.Cancellation);
            erasure = await run.Gateway.Get<ErasureShape>(Route.To($"v1/erasures/{erasure.Value.Id}"), run.Cancellation);
        }
        run.Output.Show(erasure, ErasureShape.Describe);
        run.Output.Note($"The signed receipt: sanctum people receipt {erasure.Value.Id}");
    }
}
