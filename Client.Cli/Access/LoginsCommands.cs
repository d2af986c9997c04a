using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary><c>sanctum logins</c>: one's own sessions.</summary>
internal sealed class LoginsCommands : ICommandModule
{
    public Command Build() => new("logins", "Show and end the sessions that you signed in to")
    {
        new ClientCommand("list", "List your sessions, the newest first")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<LoginShape>>(Route.To($"api/users/me/sessions"), run.Cancellation),
                list => Describe(list.Items)))
            .WithExamples("sanctum logins list"),
        BuildEnd(),
    };

    private static Command BuildEnd()
    {
        var session = new Argument<Guid>("session") { Description = "Its id" };
        return new ClientCommand("end", "End one of your sessions") { session }
            .Does(async run =>
            {
                await run.Gateway.Delete(Route.To($"api/users/me/sessions/{run.Get(session)}"), run.Cancellation);
                run.Output.Note("Ended.");
            })
            .WithExamples("sanctum logins end 0199c2f4-6a35-7c1e-9f05-5bb2f1b0c1de");
    }

    private static Table Describe(IEnumerable<LoginShape> logins)
    {
        var table = Listing.Of("SESSION", "SINCE", "USED", "FROM", "BY", "CLIENT");
        foreach (var login in logins)
            table.Row(
                login.Id, Age.Of(login.CreatedAt), login.IsCurrent ? "this one" : Age.Of(login.RefreshedAt), login.Address,
                login.Provider, login.Client);
        return table;
    }
}
