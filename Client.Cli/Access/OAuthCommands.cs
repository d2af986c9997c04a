using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary><c>sanctum oauth</c>.</summary>
internal sealed class OAuthCommands : ICommandModule
{
    public Command Build() => new("oauth", "Manage programs that get tokens by OAuth 2.1")
    {
        new Command("clients", "Create, change and revoke OAuth clients")
        {
            BuildCreate(), BuildList(), BuildShow(), BuildChange(), BuildSecret(), BuildRevoke(),
        },
        new Command("consents", "Show and end what you allowed OAuth clients") { BuildConsents(), BuildEndConsent() },
        new Command("keys", "Show and rotate the keys that sign tokens of OAuth") { BuildKeys(), BuildRotate() },
    };

    private static Command BuildCreate()
    {
        var name = new Argument<string>("name") { Description = "What users see" };
        var kind = new Option<string>("--kind") { Description = "For whom it acts", Required = true, HelpName = "kind" };
        kind.AcceptOnlyFromAmong("service", "confidential", "public");
        var (redirects, scopes) = (Redirects(), Scopes());
        return new ClientCommand("create", "Create a client; its secret is shown once") { name, kind, redirects, scopes }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<CreatedOAuthClientShape>(
                    Route.To($"v1/oauth/clients"),
                    new
                    {
                        name = run.Get(name),
                        kind = run.Get(kind),
                        redirectUris = run.Get(redirects) ?? [],
                        scopes = run.Get(scopes) ?? [],
                    },
                    run.Cancellation),
                Describe))
            .WithExamples(
                "sanctum oauth clients create nightly --kind service --scope agents:read --scope agents:execute",
                "sanctum oauth clients create editor --kind public --redirect http://127.0.0.1/callback");
    }

    private static Command BuildList()
    {
        var paging = new Paging("client", most: 200);
        return new ClientCommand("list", "List clients, newest first") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<OAuthClientShape>>(paging.Of(run, Route.To($"v1/oauth/clients")), run.Cancellation),
                Describe))
            .WithExamples("sanctum oauth clients list", "sanctum oauth clients list --json | jq '.items[].clientId'");
    }

    private static Command BuildShow()
    {
        var client = Client();
        return new ClientCommand("show", "Show a client") { client }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<OAuthClientShape>(Route.To($"v1/oauth/clients/{run.Get(client)}"), run.Cancellation),
                Describe))
            .WithExamples("sanctum oauth clients show 0199c2f4-6a35-7c1e-9f05-5bb2f1b0c1de");
    }

    private static Command BuildChange()
    {
        var (client, redirects, scopes) = (Client(), Redirects(), Scopes());
        var name = new Argument<string>("name") { Description = "What users see" };
        return new ClientCommand("change", "Replace a client's name, redirect URIs and scopes")
        {
            client, name, redirects, scopes,
        }
            .Does(async run => run.Output.Show(
                await run.Gateway.Put<OAuthClientShape>(
                    Route.To($"v1/oauth/clients/{run.Get(client)}"),
                    new { name = run.Get(name), redirectUris = run.Get(redirects) ?? [], scopes = run.Get(scopes) ?? [] },
                    run.Cancellation),
                Describe))
            .WithExamples("sanctum oauth clients change 0199c2f4-6a35-7c1e-9f05-5bb2f1b0c1de nightly --scope agents:read");
    }

    private static Command BuildSecret()
    {
        var client = Client();
        return new ClientCommand("secret", "Make a new secret, which is shown once; the one before is refused") { client }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<CreatedOAuthClientShape>(
                    Route.To($"v1/oauth/clients/{run.Get(client)}/secret"), null, run.Cancellation),
                Describe))
            .WithExamples("sanctum oauth clients secret 0199c2f4-6a35-7c1e-9f05-5bb2f1b0c1de");
    }

    private static Command BuildRevoke()
    {
        var client = Client();
        return new ClientCommand("revoke", "Revoke a client; its tokens stop working within a second") { client }
            .Does(async run => run.Output.Show(
                await run.Gateway.Delete<OAuthClientShape>(Route.To($"v1/oauth/clients/{run.Get(client)}"), run.Cancellation),
                Describe))
            .WithExamples("sanctum oauth clients revoke 0199c2f4-6a35-7c1e-9f05-5bb2f1b0c1de");
    }

    private static Command BuildConsents() =>
        new ClientCommand("list", "List which clients may act for you, newest first")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<ConsentShape>>(Route.To($"api/users/me/consents"), run.Cancellation), Describe))
            .WithExamples("sanctum oauth consents list");

    private static Command BuildEndConsent()
    {
        var consent = new Argument<Guid>("consent") { Description = "Its id" };
        return new ClientCommand("end", "End what you allowed a client; its tokens stop working within a second") { consent }
            .Does(async run =>
            {
                await run.Gateway.Delete(Route.To($"api/users/me/consents/{run.Get(consent)}"), run.Cancellation);
                run.Output.Note("Ended.");
            })
            .WithExamples("sanctum oauth consents end 0199c2f4-6a35-7c1e-9f05-5bb2f1b0c1de");
    }

    private static Command BuildKeys() =>
        new ClientCommand("list", "List the keys whose tokens are accepted, and those before")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<SigningKeyShape>>(Route.To($"v1/oauth/keys"), run.Cancellation),
                SigningKeyCommands.Describe))
            .WithExamples("sanctum oauth keys list");

    private static Command BuildRotate()
    {
        var immediately = new Option<bool>("--immediately")
        {
            Description = "Refuse tokens of the keys before at once; users allow clients again",
        };
        return new ClientCommand("rotate", "Sign tokens of OAuth under a new key") { immediately }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<ListShape<SigningKeyShape>>(
                    Route.To($"v1/oauth/keys/rotate").With("immediately", run.Get(immediately) ? "true" : null), null,
                    run.Cancellation),
                SigningKeyCommands.Describe))
            .WithExamples("sanctum oauth keys rotate", "sanctum oauth keys rotate --immediately");
    }

    private static Argument<Guid> Client() => new("client") { Description = "Its id, as 'sanctum oauth clients list' shows it" };

    private static Option<string[]?> Redirects() => new("--redirect")
    {
        Description = "Where users are sent back to; may be given several times",
        HelpName = "uri",
    };

    private static Option<string[]?> Scopes() => new("--scope")
    {
        Description = "A permission that it may ask for, such as agents:read; may be given several times",
        HelpName = "permission",
    };

    private static Table Describe(CreatedOAuthClientShape created) => Facts.Of(
        ("Id", created.Client.Id), ("Client id", created.Client.ClientId), ("Name", created.Client.Name),
        ("Kind", created.Client.Kind), ("Secret", created.Secret));

    private static Table Describe(OAuthClientShape client) => Facts.Of(
        ("Id", client.Id), ("Client id", client.ClientId), ("Name", client.Name), ("Kind", client.Kind), ("From", client.Source),
        ("Redirects to", string.Join(", ", client.RedirectUris)), ("May ask for", ScopesOf(client)),
        ("Created by", client.CreatedBy),
        ("Revoked", client.RevokedAt is { } at ? $"{at.ToUniversalTime():u}" : null));

    private static Table Describe(IEnumerable<OAuthClientShape> clients)
    {
        var table = Listing.Of("ID", "CLIENT ID", "NAME", "KIND", "CREATED", "STATE", "MAY ASK FOR");
        foreach (var client in clients)
            table.Row(
                client.Id, client.ClientId, client.Name, client.Kind, Age.Of(client.CreatedAt),
                client.RevokedAt is null ? "open" : "revoked", ScopesOf(client));
        return table;
    }

    private static Table Describe(ListShape<ConsentShape> consents)
    {
        var table = Listing.Of("CONSENT", "CLIENT", "CLIENT ID", "SINCE", "ALLOWED");
        foreach (var consent in consents.Items)
            table.Row(
                consent.Id, consent.ClientName, consent.ClientId, Age.Of(consent.CreatedAt), string.Join(", ", consent.Scopes));
        return table;
    }

    private static string ScopesOf(OAuthClientShape client) =>
        client.Scopes.Length == 0 ? "what its user may" : string.Join(", ", client.Scopes);
}
