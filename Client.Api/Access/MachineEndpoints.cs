using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>How somebody on the gateway's own machine comes in, by the machine key and by links that it makes.</summary>
internal sealed class MachineEndpoints : IEndpointModule
{
    private const string Admin = "admin";
    private const string ByMachineKey = "The key in the gateway's machine key file says that the caller is on its machine";

    private const string Key =
        "The header `X-Machine-Key` carries what the file of `Sanctum:Access:MachineKeyFile` holds. ";

    public void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users");
        users.MapPost("/reset-admin", ResetAdmin)
            .IsOpen(ByMachineKey)
            .Produces<OneTimePasswordResource>()
            .Refuses(401)
            .WithSummary("Give admin a one-time password, from the gateway's machine")
            .WithDescription(
                $"{Key}`sanctum users reset-admin` does that. The user is created, enabled and made an admin where needed.");
        users.MapPost("/machine-token", SignIn)
            .IsOpen(ByMachineKey)
            .Produces<TokenResource>()
            .Refuses(401, 409)
            .WithSummary("Sign in as admin, from the gateway's machine")
            .WithDescription(
                $"{Key}`sanctum` does that where nobody is signed in. The session may do what `admin` may, also while the " +
                "password is a one-time one.");
        users.MapPost("/sign-in-links", CreateLink)
            .IsOpen(ByMachineKey)
            .Produces<SignInLinkResource>()
            .Refuses(401, 409)
            .WithSummary("Make a link that signs a browser in once, from the gateway's machine")
            .WithDescription($"{Key}`sanctum sign-in-link` does that.");
        users.MapPost("/sign-in-links/exchange", Exchange)
            .IsOpen("The code of the link says who calls")
            .Produces<TokenResource>()
            .Refuses(400, 401, 409)
            .WithSummary("Exchange the code of a sign-in link for a session in cookies, once");
    }

    private static async Task<OneTimePasswordResource> ResetAdmin(HttpContext http, MachineKey key, IClusterClient grains)
    {
        key.Demand(http);
        return new OneTimePasswordResource(Admin, await grains.User(Admin).Recover());
    }

    private static async Task<TokenResource> SignIn(
        HttpContext http, MachineKey key, TimeProvider clock, IClusterClient grains)
    {
        key.Demand(http);
        return TokenResource.Give(http, await grains.Machine().SignIn(Callers.CallerOf(http)), clock, inCookies: false);
    }

    private static async Task<SignInLinkResource> CreateLink(HttpContext http, MachineKey key, IClusterClient grains)
    {
        key.Demand(http);
        var link = await grains.Machine().CreateLink();
        // Behind the # it is not sent to the server, so no log has it.
        return new SignInLinkResource(
            link.Code, $"{http.Request.Scheme}://{http.Request.Host}/#sign-in={link.Code}", link.ExpiresAt);
    }

    private static async Task<TokenResource> Exchange(
        SignInCodeRequest request, HttpContext http, TimeProvider clock, IClusterClient grains)
    {
        var code = Fields.Needed("code", request.Code);
        return TokenResource.Give(http, await grains.Machine().Exchange(code, Callers.CallerOf(http)), clock, inCookies: true);
    }
}

/// <summary>A password that must be changed at the first sign-in.</summary>
/// <param name="Username">Whose.</param>
/// <param name="OneTimePassword">The password; it is shown once.</param>
internal sealed record OneTimePasswordResource(string Username, string OneTimePassword);

/// <summary>A link that signs in once.</summary>
/// <param name="Code">The code in it.</param>
/// <param name="Link">The page that takes it.</param>
/// <param name="ExpiresAt">UTC.</param>
internal sealed record SignInLinkResource(string Code, string Link, DateTimeOffset ExpiresAt);

/// <summary>A link to be used.</summary>
/// <param name="Code">The code in it.</param>
internal sealed record SignInCodeRequest(string? Code);
