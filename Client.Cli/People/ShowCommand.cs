using System.CommandLine;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Conversations;
using Sanctum.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.People;

/// <summary>Shows one person: who that is on each platform, and what was talked about last.</summary>
internal static class ShowCommand
{
    private const int MaxSessions = 20;

    public static Command Build()
    {
        var person = new Argument<string>("person") { Description = "The id from 'sanctum people list', or PLATFORM/HANDLE" };
        return new ClientCommand("show", "Show one person: the profiles on each platform, and the latest conversations")
            { person }
            .Does(async run =>
            {
                var id = await FindId(run, run.Get(person)!);
                var found = await run.Gateway.Get<PersonShape>(Route.To($"v1/people/{id}"), run.Cancellation);
                var sessions = await run.Gateway.Get<Page<SessionSummaryShape>>(
                    Route.To($"v1/sessions").With("person", id).With("limit", MaxSessions), run.Cancellation);
                if (run.Output.IsJson)
                    run.Output.Json(Together(found, sessions));
                else
                    run.Output.Write(Describe(found.Value, sessions.Value.Items));
            })
            .WithExamples(
                "sanctum people show bluesky/bo.example.org",
                "sanctum people show 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44 --json | jq .sessions.items");
    }

    private static async Task<string> FindId(CommandRun run, string person) =>
        person.Split('/', 2) is [var platform, var handle]
            ? (await run.Gateway.Get<ProfileShape>(Route.To($"v1/platforms/{platform}/profiles/{handle}"), run.Cancellation))
                .Value.UserId
            : person;

    private static string Together(Answer<PersonShape> person, Answer<Page<SessionSummaryShape>> sessions)
    {
        var whole = JsonNode.Parse(person.Json)!;
        whole["sessions"] = JsonNode.Parse(sessions.Json);
        return whole.ToJsonString(Wire.Options);
    }

    private static Rows Describe(PersonShape person, SessionSummaryShape[] sessions)
    {
        var profiles = Listing.Of("PLATFORM", "HANDLE", "NAME", "ID", "SEEN", "");
        foreach (var profile in person.Profiles)
        {
            string?[] remarks = [
                profile.IsBot is true ? "a bot" : null, profile.HasOptedOut ? "opted out of replies" : null];
            profiles.Row(
                profile.Platform, profile.Handle, profile.DisplayName, profile.ProfileId, Age.Of(profile.LastSeenAt),
                string.Join(", ", remarks.OfType<string>()));
        }
        IRenderable[] parts = [Facts.Of(("Person", person.Id), ("Met", Age.Of(person.CreatedAt))), Text.Empty, profiles];
        return new Rows(sessions.Length == 0 ? parts : [.. parts, Text.Empty, SessionTable.Of(sessions)]);
    }
}
