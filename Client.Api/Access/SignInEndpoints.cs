using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Problems;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>How users get tokens, and how they come in without one.</summary>
internal sealed class SignInEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users");
        users.MapPost("/login", Login)
            .IsOpen("Users get their tokens here")
            .Produces<TokenResource>()
            .Refuses(400, 401)
            .WithSummary("Sign in")
            .WithDescription(
                "Answers an access token and a refresh token; with `cookie` true both are HttpOnly cookies instead. After " +
                "several failures in a row the user's next attempts get 429 for a while. A user with an authenticator app gets " +
                "the problem `second-factor-required` (401) with a `challenge`, which a code ends by " +
                "`POST /api/users/login/totp`.");
        users.MapPost("/refresh", Refresh)
            .IsOpen("The refresh token says who calls")
            .Produces<TokenResource>()
            .Refuses(400, 401)
            .WithSummary("Exchange a refresh token for new tokens")
            .WithDescription(
                "Each refresh token is accepted once. One that is presented again ends its session, because one of the two " +
                "who have it stole it.");
        users.MapPost("/register", Register)
            .IsOpen("Closed unless Sanctum:Access:OpenRegistration is set")
            .Produces<UserResource>(StatusCodes.Status201Created)
            .Refuses(400, 403, 409)
            .WithSummary("Register as a user with the role viewer, where that is allowed");
        users.MapPost("/password", SetPassword)
            .IsOpen("The token of a reset says who calls")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 401)
            .WithSummary("Set a forgotten password by the token of a reset");
    }

    private static async Task<TokenResource> Login(
        LoginRequest request, HttpContext http, TimeProvider clock, KnownTenants tenants, IClusterClient grains)
    {
        var (username, password) = (Fields.Username(request.Username), Fields.Needed("password", request.Password));
        var tenant = request.Tenant ?? GrainKey.DefaultTenant;
        if (!TenantName.IsValid(tenant))
            throw new InvalidRequestException("tenant", $"{TenantName.Rule}.");
        // No user has such a name: a tenant that is not there is refused as a wrong password is, after the same work.
        var user = await tenants.Include(tenant)
            ? grains.User(tenant, username)
            : grains.User(GrainKey.DefaultTenant, $"{username}@{tenant}");
        var signedIn = await user.SignIn(password, Callers.CallerOf(http));
        return TokenResource.Give(http, signedIn, clock, request.Cookie is true);
    }

    private static async Task<TokenResource> Refresh(
        RefreshRequest request, HttpContext http, TimeProvider clock, KnownTenants tenants, IClusterClient grains)
    {
        var inCookies = request.RefreshToken is null;
        var token = Fields.Needed("refresh_token", request.RefreshToken ?? SessionCookies.FindRefreshToken(http));
        var tenant = TenantPart.TenantOf(token, RefreshToken.Prefix, parts: 2);
        if (!await tenants.Include(tenant))
            throw new SignInRefusedException("The session has ended; sign in again.");
        var refreshed = await grains.UserSessions(tenant).Refresh(token, Callers.CallerOf(http));
        return TokenResource.Give(http, refreshed, clock, inCookies);
    }

    private static async Task<IResult> Register(
        RegisterRequest request, HttpContext http, IOptions<AccessSettings> settings, IClusterClient grains)
    {
        if (!settings.Value.OpenRegistration)
            throw new ProblemException(AccessProblems.RegistrationClosed());
        var username = Fields.Username(request.Username);
        var user = new NewUser(
            request.Email, Fields.Needed("password", request.Password), [], IsSelfRegistered: true, Callers.CallerOf(http));
        var created = await grains.User(username).Create(user);
        return Results.Created("/api/users/me", UserResource.From(created.User));
    }

    private static async Task<IResult> SetPassword(
        SetPasswordRequest request, HttpContext http, KnownTenants tenants, IClusterClient grains)
    {
        var (token, password) = (Fields.Needed("token", request.Token), Fields.Needed("password", request.Password));
        if (!ResetToken.TryParse(token, out var reset) || !Username.TryParse(reset.Username, null, out _)
            || !await tenants.Include(reset.Tenant))
            throw new SignInRefusedException("The token is wrong, was used or has expired; ask for a new one.");
        await grains.User(reset.Tenant, reset.Username).SetPassword(token, password, Callers.CallerOf(http));
        return Results.NoContent();
    }
}

/// <summary>A user who signs in.</summary>
/// <param name="Username">The name.</param>
/// <param name="Password">The password.</param>
/// <param name="Cookie">Whether the tokens are to be cookies.</param>
/// <param name="Tenant">The user's tenant; <c>default</c> if left out.</param>
internal sealed record LoginRequest(string? Username, string? Password, bool? Cookie = null, string? Tenant = null);

/// <summary>A session to be refreshed.</summary>
/// <param name="RefreshToken">Its refresh token; left out where a cookie has it.</param>
internal sealed record RefreshRequest([property: JsonPropertyName("refresh_token")] string? RefreshToken = null);

/// <summary>A user who registers.</summary>
/// <param name="Username">The name.</param>
/// <param name="Password">12 to 256 characters.</param>
/// <param name="Email">An address.</param>
internal sealed record RegisterRequest(string? Username, string? Password, string? Email = null);

/// <summary>A password that is set by the token of a reset.</summary>
/// <param name="Token">The token.</param>
/// <param name="Password">12 to 256 characters.</param>
internal sealed record SetPasswordRequest(string? Token, string? Password);
