using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary>
/// <c>sanctum linked-accounts</c>: the accounts at OpenID providers that sign the caller in. A browser links them.
/// </summary>
internal sealed class LinkedAccountCommands : ICommandModule
{
    public Command Build() => new("linked-accounts", "Show and unlink the accounts at OpenID providers that sign you in")
    {
        new ClientCommand("list", "List the accounts that sign you in, the oldest first")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<LinkedAccountShape>>(
                    Route.To($"api/users/me/linked-accounts"), run.Cancellation),
                list => Describe(list.Items)))
            .WithExamples("sanctum linked-accounts list"),
        BuildUnlink(),
        new ClientCommand("providers", "List the providers by which users sign in, with the address for a browser")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ListShape<SignInProviderShape>>(Route.To($"api/users/providers"), run.Cancellation),
                list => DescribeProviders(list.Items)))
            .WithExamples("sanctum linked-accounts providers"),
    };

    private static Command BuildUnlink()
    {
        var provider = new Argument<string>("provider") { Description = "Its provider, as the list names it" };
        return new ClientCommand("unlink", "Unlink your account at a provider; other sessions that began by it end") { provider }
            .Does(async run =>
            {
                await run.Gateway.Delete(
                    Route.To($"api/users/me/linked-accounts/{run.Get(provider)}"), run.Cancellation);
                run.Output.Note("Unlinked.");
            })
            .WithExamples("sanctum linked-accounts unlink corp");
    }

    private static Table Describe(IEnumerable<LinkedAccountShape> accounts)
    {
        var table = Listing.Of("PROVIDER", "ACCOUNT", "LINKED", "USED", "ISSUER");
        foreach (var account in accounts)
            table.Row(
                account.Provider, account.Name, Age.Of(account.LinkedAt),
                account.UsedAt is { } used ? Age.Of(used) : "never", account.Issuer);
        return table;
    }

    private static Table DescribeProviders(IEnumerable<SignInProviderShape> providers)
    {
        var table = Listing.Of("PROVIDER", "NAME", "SIGN IN AT");
        foreach (var provider in providers)
            table.Row(provider.Name, provider.DisplayName, provider.SignIn);
        return table;
    }
}
