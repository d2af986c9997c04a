using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Platforms;

/// <summary>Looks somebody up on a platform.</summary>
internal static class PersonCommand
{
    public static Command Build()
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        var person = new Argument<string>("person") { Description = "The handle, or the platform's id" };
        return new ClientCommand("person", "Look up a person on a platform, as an account sees them")
            { platform, account, person }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<PersonShape>(
                    Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}/profiles/{run.Get(person)}"),
                    run.Cancellation),
                Describe))
            .WithExamples("sanctum platforms person bluesky ada bo.example.org");
    }

    private static Table Describe(PersonShape person) => Facts.Of([
        ("Handle", person.Handle),
        ("Name", person.DisplayName),
        ("Id", person.Id),
        ("Bot", person.IsBot is true ? "yes" : null),
        ("About", person.Description),
        .. person.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, (object?)pair.Value))]);
}
