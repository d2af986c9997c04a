using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary><c>sanctum roles</c>.</summary>
internal sealed class RoleCommands : ICommandModule
{
    public Command Build() => new("roles", "Show and make roles, the sets of permissions that users have")
    {
        new ClientCommand("list", "List roles")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<RoleShape>>(Route.To($"v1/roles"), run.Cancellation),
                list => Describe(list.Items)))
            .WithExamples("sanctum roles list"),
        new ClientCommand("permissions", "List every permission that there is")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<string>>(Route.To($"v1/permissions"), run.Cancellation), Describe))
            .WithExamples("sanctum roles permissions"),
        BuildShow(),
        BuildPut(),
        BuildDelete(),
    };

    private static Command BuildShow()
    {
        var role = NameArgument();
        return new ClientCommand("show", "Show a role") { role }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<RoleShape>(Route.To($"v1/roles/{run.Get(role)}"), run.Cancellation), Describe))
            .WithExamples("sanctum roles show developer");
    }

    private static Command BuildPut()
    {
        var role = NameArgument();
        var permissions = new Argument<string[]>("permissions")
        {
            Description = "All that it allows, such as agents:execute or queues:*",
            Arity = ArgumentArity.OneOrMore,
        };
        var description = new Option<string?>("--description") { Description = "What it is for", HelpName = "text" };
        return new ClientCommand("put", "Create a role or replace what it allows") { role, permissions, description }
            .Does(async run => run.Output.Show(
                await run.Gateway.Put<RoleShape>(
                    Route.To($"v1/roles/{run.Get(role)}"),
                    new { permissions = run.Get(permissions), description = run.Get(description) }, run.Cancellation),
                Describe))
            .WithExamples("sanctum roles put operator 'queues:*' 'dead_letters:*' agents:read --description 'On call'");
    }

    private static Command BuildDelete()
    {
        var role = NameArgument();
        return new ClientCommand("delete", "Delete a role that no user has") { role }
            .Does(async run =>
            {
                await run.Gateway.Delete(Route.To($"v1/roles/{run.Get(role)}"), run.Cancellation);
                run.Output.Note("Deleted.");
            })
            .WithExamples("sanctum roles delete operator");
    }

    private static Argument<string> NameArgument() => new("role") { Description = "The role's name" };

    private static Table Describe(RoleShape role) => Facts.Of(
        ("Role", role.Name), ("Allows", string.Join(", ", role.Permissions)), ("For", role.Description),
        ("Built in", role.BuiltIn ? "yes" : null));

    private static Table Describe(IEnumerable<RoleShape> roles)
    {
        var table = Listing.Of("ROLE", "BUILT IN", "ALLOWS");
        foreach (var role in roles)
            table.Row(role.Name, role.BuiltIn ? "yes" : "no", string.Join(", ", role.Permissions));
        return table;
    }

    private static Table Describe(ListShape<string> permissions)
    {
        var table = Listing.Of("PERMISSION");
        foreach (var permission in permissions.Items)
            table.Row(permission);
        return table;
    }
}
