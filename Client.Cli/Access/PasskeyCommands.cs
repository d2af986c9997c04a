using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary><c>sanctum passkeys</c>: one's own passkeys, which the page registers.</summary>
internal sealed class PasskeyCommands : ICommandModule
{
    public Command Build() => new("passkeys", "Show and delete your passkeys; the page registers them")
    {
        new ClientCommand("list", "List your passkeys, the newest first")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<PasskeyShape>>(Route.To($"api/users/me/passkeys"), run.Cancellation),
                list => Describe(list.Items)))
            .WithExamples("sanctum passkeys list"),
        BuildDelete(),
    };

    private static Command BuildDelete()
    {
        var passkey = new Argument<Guid>("passkey") { Description = "Its id" };
        return new ClientCommand("delete", "Delete one of your passkeys, within ten minutes of a sign-in") { passkey }
            .Does(async run =>
            {
                await run.Gateway.Delete(Route.To($"api/users/me/passkeys/{run.Get(passkey)}"), run.Cancellation);
                run.Output.Note("Deleted.");
            })
            .WithExamples("sanctum passkeys delete 0199c2f4-6a35-7c1e-9f05-5bb2f1b0c1de");
    }

    private static Table Describe(IEnumerable<PasskeyShape> passkeys)
    {
        var table = Listing.Of("PASSKEY", "NAME", "SINCE", "USED");
        foreach (var passkey in passkeys)
            table.Row(
                passkey.Id, passkey.Name, Age.Of(passkey.CreatedAt),
                passkey.LastUsedAt is { } last ? Age.Of(last) : "never");
        return table;
    }
}
