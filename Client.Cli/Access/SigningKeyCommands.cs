using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary><c>sanctum signing-keys</c>.</summary>
internal sealed class SigningKeyCommands : ICommandModule
{
    public Command Build() => new("signing-keys", "Show and rotate the keys that sign access tokens")
    {
        new ClientCommand("list", "List the keys whose tokens are accepted, and those before")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<SigningKeyShape>>(Route.To($"v1/signing-keys"), run.Cancellation), Describe))
            .WithExamples("sanctum signing-keys list"),
        new ClientCommand("jwks", "Show the public keys that check access tokens by ES256")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<PublicKeysShape>(
                    Route.To($"v1/signing-keys/jwks"), run.Cancellation), Describe))
            .WithExamples("sanctum signing-keys jwks --json > jwks.json"),
        BuildRotate(),
    };

    private static Command BuildRotate()
    {
        var immediately = new Option<bool>("--immediately")
        {
            Description = "Refuse tokens of the keys before at once; their clients refresh",
        };
        return new ClientCommand("rotate", "Sign access tokens under a new key") { immediately }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<ListShape<SigningKeyShape>>(
                    Route.To($"v1/signing-keys/rotate").With("immediately", run.Get(immediately) ? "true" : null), null,
                    run.Cancellation),
                Describe))
            .WithExamples("sanctum signing-keys rotate", "sanctum signing-keys rotate --immediately");
    }

    private static Table Describe(PublicKeysShape keys)
    {
        var table = Listing.Of("KEY", "ALGORITHM", "X", "Y");
        foreach (var key in keys.Keys)
            table.Row(key.Kid, key.Alg, key.X, key.Y);
        return table;
    }

    /// <summary>Keys, as a table.</summary>
    public static Table Describe(ListShape<SigningKeyShape> keys)
    {
        var table = Listing.Of("KEY", "ALGORITHM", "CREATED", "ACCEPTED UNTIL");
        foreach (var key in keys.Items)
            table.Row(
                key.Kid, key.Algorithm, Age.Of(key.CreatedAt),
                key.AcceptedUntil is { } until ? $"{until.ToUniversalTime():u}" : "it signs");
        return table;
    }
}
