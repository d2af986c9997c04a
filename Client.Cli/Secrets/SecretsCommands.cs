using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Secrets;

/// <summary><c>sanctum secrets</c>.</summary>
internal sealed class SecretsCommands : ICommandModule
{
    public Command Build() => new("secrets", "Show under which keys secrets are encrypted, and encrypt them anew")
    {
        new ClientCommand("status", "Count the secrets under each key, and say which keys can be removed")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<SecretsShape>(Route.To($"v1/admin/secrets"), run.Cancellation), Describe))
            .WithExamples("sanctum secrets status"),
        new ClientCommand("rotate", "Encrypt all secrets under the current key, now")
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<SecretsShape>(Route.To($"v1/admin/secrets/reencrypt"), null, run.Cancellation), Describe))
            .WithExamples("sanctum secrets rotate"),
    };

    private static Table Describe(SecretsShape status)
    {
        var table = Listing.Of("KEY", "SECRETS", "STATE");
        foreach (var key in status.Keys)
            table.Row(key.Id, key.Secrets, StateOf(key));
        foreach (var owner in status.Owners.Where(owner => owner.Outdated > 0))
            table.Row(owner.Name, owner.Outdated, "not under the current key yet");
        return table;
    }

    private static string StateOf(SecretKeyShape key) => key switch
    {
        { IsCurrent: true } => "current",
        { CanBeRemoved: true } => "can be removed",
        { IsKnown: true } => "in use",
        _ => "missing: its secrets cannot be read",
    };
}

/// <summary>What people see of the keys of secrets.</summary>
internal sealed record SecretsShape(string CurrentKey, bool IsComplete, SecretKeyShape[] Keys, SecretOwnerShape[] Owners);

/// <summary>A key.</summary>
internal sealed record SecretKeyShape(string Id, bool IsCurrent, bool IsKnown, long Secrets, bool CanBeRemoved);

/// <summary>A place of secrets.</summary>
internal sealed record SecretOwnerShape(string Name, long Secrets, long Outdated);
