using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>The accounts at OpenID providers that sign the caller in.</summary>
internal sealed class LinkedAccountEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup("/api/users/me/linked-accounts").WithTags("Users").NeedsSignIn().ForOperators();
        mine.MapGet("", List)
            .Produces<LinkedAccountList>()
            .Refuses(403)
            .WithSummary("List the accounts at OpenID providers that sign the caller in");
        mine.MapDelete("/{provider}", Unlink)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(403, 404, 409)
            .WithSummary("Unlink the caller's account at a provider; other sessions that began by it end");
        mine.MapGet("/{provider}/link", Link).ExcludeFromDescription();
    }

    private static async Task<LinkedAccountList> List(HttpContext http, IClusterClient grains)
    {
        var accounts = await grains.LinkedAccounts().List(MeEndpoints.SignedInUser(http).Username);
        return new LinkedAccountList([.. accounts.Select(LinkedAccountResource.From)]);
    }

    private static async Task<IResult> Unlink(string provider, HttpContext http, IClusterClient grains)
    {
        var (username, session) = MeEndpoints.SignedInUser(http);
        await grains.LinkedAccounts().Unlink(username, NameOf(provider), session);
        return Results.NoContent();
    }

    // A provider whose settings are gone can be unlinked too.
    private static string NameOf(string provider) =>
        SignInProviderOptions.IsName(provider) ? provider : throw new NotFoundException("provider", provider);

    // A browser goes there, with the cookie that only pages of this gateway send.
    private static async Task<IResult> Link(
        string provider, string? @return, HttpContext http, SignInProviders providers, ProviderSignIn signIn,
        IClusterClient grains)
    {
        var (username, session) = MeEndpoints.SignedInUser(http);
        var chosen = providers.Get(provider);
        var back = ReturnAddress.Check(@return);
        await grains.LinkedAccounts().RequireRecentSignIn(username, session);
        return await signIn.Begin(http, chosen, back, (username, session));
    }
}

/// <summary>The accounts that sign the caller in.</summary>
/// <param name="Items">The oldest first.</param>
internal sealed record LinkedAccountList(LinkedAccountResource[] Items);

/// <summary>An account at an OpenID provider.</summary>
/// <param name="Provider">What the settings call the provider.</param>
/// <param name="Issuer">What the provider calls itself.</param>
/// <param name="Name">What the account calls itself, or null.</param>
/// <param name="LinkedAt">UTC.</param>
/// <param name="UsedAt">When it signed in last, UTC; null if never.</param>
internal sealed record LinkedAccountResource(
    string Provider, string Issuer, string? Name, DateTimeOffset LinkedAt, DateTimeOffset? UsedAt)
{
    public static LinkedAccountResource From(LinkedAccount account) =>
        new(account.Provider, account.Issuer, account.Name, account.LinkedAt, account.UsedAt);
}
