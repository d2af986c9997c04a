using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary><c>sanctum users</c>.</summary>
internal sealed class UserCommands : ICommandModule
{
    public Command Build() => new("users", "Create users, and decide what they may do")
    {
        BuildList(),
        BuildAdd(),
        BuildShow(),
        BuildRoles(),
        BuildChange("disable", "Disable a user; all sessions and keys of the user stop working"),
        BuildChange("enable", "Enable a disabled user"),
        BuildChange("unlock", "Let a user sign in again at once after failed attempts"),
        BuildReset(),
        new Command("totp", "One-time codes of other users") { BuildRemoveTotp() },
        ResetAdminCommand.Build(),
    };

    private static Command BuildList()
    {
        var paging = new Paging("username", most: 200);
        return new ClientCommand("list", "List users") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<UserShape>>(paging.Of(run, Route.To($"api/users")), run.Cancellation), Describe))
            .WithExamples("sanctum users list", "sanctum users list --json | jq -r '.items[] | select(.state != \"enabled\")'");
    }

    private static Command BuildAdd()
    {
        var username = NameArgument();
        var role = new Option<string[]>("--role") { Description = "A role; may be repeated", HelpName = "role" };
        var email = new Option<string?>("--email") { Description = "An address", HelpName = "address" };
        return new ClientCommand("add", "Create a user with a one-time password, which is shown once") { username, role, email }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<CreatedUserShape>(
                    Route.To($"api/users"),
                    new { username = run.Get(username), roles = run.Get(role) ?? [], email = run.Get(email) }, run.Cancellation),
                created => Facts.Of(
                    ("User", created.User.Username), ("Roles", string.Join(", ", created.User.Roles)),
                    ("One-time password", created.OneTimePassword))))
            .WithExamples("sanctum users add ada --role developer");
    }

    private static Command BuildShow()
    {
        var username = NameArgument();
        return new ClientCommand("show", "Show a user") { username }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<UserShape>(Route.To($"api/users/{run.Get(username)}"), run.Cancellation), Describe))
            .WithExamples("sanctum users show ada");
    }

    private static Command BuildRoles()
    {
        var username = NameArgument();
        var roles = new Argument<string[]>("roles")
        {
            Description = "All roles that the user has from now on",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return new ClientCommand("roles", "Replace a user's roles") { username, roles }
            .Does(async run => run.Output.Show(
                await run.Gateway.Put<UserShape>(
                    Route.To($"api/users/{run.Get(username)}/roles"), new { roles = run.Get(roles) }, run.Cancellation),
                Describe))
            .WithExamples("sanctum users roles ada developer viewer");
    }

    private static Command BuildChange(string verb, string description)
    {
        var username = NameArgument();
        return new ClientCommand(verb, description) { username }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<UserShape>(
                    Route.To($"api/users/{run.Get(username)}/{verb}"), null, run.Cancellation),
                Describe))
            .WithExamples($"sanctum users {verb} ada");
    }

    private static Command BuildReset()
    {
        var username = NameArgument();
        return new ClientCommand("reset", "Make a link by which a user sets a new password once") { username }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<ResetShape>(Route.To($"api/users/{run.Get(username)}/reset"), null, run.Cancellation),
                reset => Facts.Of(("Link", reset.Link), ("Expires", $"{reset.ExpiresAt.ToUniversalTime():u}"))))
            .WithExamples("sanctum users reset ada");
    }

    private static Command BuildRemoveTotp()
    {
        var username = NameArgument();
        return new ClientCommand("remove", "Have no one-time codes asked of a user who has lost the app") { username }
            .Does(async run =>
            {
                await run.Gateway.Delete(Route.To($"api/users/{run.Get(username)}/totp"), run.Cancellation);
                run.Output.Note("Removed.");
            })
            .WithExamples("sanctum users totp remove ada");
    }

    private static Argument<string> NameArgument() => new("username") { Description = "The user's name" };

    private static Table Describe(UserShape user) => Facts.Of(
        ("User", user.Username),
        ("State", Listing.State(user.State)),
        ("Roles", string.Join(", ", user.Roles)),
        ("Email", user.Email),
        ("Signed in", user.LastSignInAt is { } last ? Age.Of(last) : "never"),
        ("Password", user.MustChangePassword ? "one-time" : null),
        ("Second factor", user.HasTotp ? "authenticator app" : null));

    private static Table Describe(IEnumerable<UserShape> users)
    {
        var table = Listing.Of("USER", "STATE", "ROLES", "SIGNED IN", "EMAIL");
        foreach (var user in users)
            table.Row(
                user.Username, Listing.State(user.State), string.Join(", ", user.Roles),
                user.LastSignInAt is { } last ? Age.Of(last) : "never", user.Email);
        return table;
    }
}
