using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary><c>sanctum keys</c>.</summary>
internal sealed class KeyCommands : ICommandModule
{
    public Command Build() => new("keys", "Create and revoke API keys, with which programs call")
    {
        BuildCreate(),
        BuildList(),
        BuildRevoke(),
    };

    private static Command BuildCreate()
    {
        var name = new Argument<string>("name") { Description = "What it is for" };
        var permissions = new Argument<string[]>("permissions")
        {
            Description = "What it may do, such as agents:execute or queues:*",
            Arity = ArgumentArity.OneOrMore,
        };
        var expires = new Option<string?>("--expires-in") { Description = "How long it works, such as 90d", HelpName = "span" };
        return new ClientCommand("create", "Create a key that acts for you; it is shown once") { name, permissions, expires }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<CreatedKeyShape>(
                    Route.To($"v1/keys"),
                    new { name = run.Get(name), permissions = run.Get(permissions), expiresIn = run.Get(expires) },
                    run.Cancellation),
                created => Facts.Of(
                    ("Id", created.Key.Id), ("Name", created.Key.Name), ("May", string.Join(", ", created.Key.Permissions)),
                    ("Key", created.Secret))))
            .WithExamples("sanctum keys create ci agents:execute agents:read --expires-in 90d");
    }

    private static Command BuildList()
    {
        var paging = new Paging("key", most: 200);
        return new ClientCommand("list", "List keys, newest first") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<KeyShape>>(paging.Of(run, Route.To($"v1/keys")), run.Cancellation), Describe))
            .WithExamples("sanctum keys list", "sanctum keys list --json | jq '.items[] | select(.lastUsedAt == null)'");
    }

    private static Command BuildRevoke()
    {
        var key = new Argument<Guid>("key") { Description = "Its id" };
        return new ClientCommand("revoke", "Revoke a key; it stops working within a second") { key }
            .Does(async run => run.Output.Show(
                await run.Gateway.Delete<KeyShape>(Route.To($"v1/keys/{run.Get(key)}"), run.Cancellation),
                revoked => Describe([revoked])))
            .WithExamples("sanctum keys revoke 0199c2f4-6a35-7c1e-9f05-5bb2f1b0c1de");
    }

    private static Table Describe(IEnumerable<KeyShape> keys)
    {
        var table = Listing.Of("KEY", "NAME", "BEGINS", "OWNER", "CREATED", "USED", "ENDS", "MAY");
        foreach (var key in keys)
            table.Row(
                key.Id, key.Name, key.Prefix, key.Owner, Age.Of(key.CreatedAt),
                key.LastUsedAt is { } used ? Age.Of(used) : "never", EndOf(key), string.Join(", ", key.Permissions));
        return table;
    }

    private static string EndOf(KeyShape key) => key switch
    {
        { RevokedAt: not null } => "revoked",
        { ExpiresAt: { } expiresAt } => $"{expiresAt.ToUniversalTime():u}",
        _ => "never",
    };
}
