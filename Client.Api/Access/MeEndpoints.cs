using Microsoft.AspNetCore.Http.Features;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>What concerns the caller alone.</summary>
internal sealed class MeEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users").NeedsSignIn(beforePasswordChange: true);
        users.MapGet("/me", Get)
            .Produces<MeResource>()
            .Refuses()
            .WithSummary("Who the caller is, and what the caller may do");
        users.MapPut("/me/password", ChangePassword)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 401, 403)
            .WithSummary("Change the caller's password; all other sessions end");
        users.MapGet("/me/sessions", Sessions)
            .Produces<UserSessionList>()
            .Refuses(403)
            .WithSummary("List the caller's sessions");
        users.MapDelete("/me/sessions/{session:guid}", EndSession)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(403, 404)
            .WithSummary("End one of the caller's sessions");
        users.MapPost("/logout", Logout)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(403)
            .WithSummary("End the caller's session");
    }

    private static MeResource Get(HttpContext http) => MeResource.From(http.Features.GetRequiredFeature<Principal>());

    private static async Task<IResult> ChangePassword(ChangePasswordRequest request, HttpContext http, IClusterClient grains)
    {
        var (username, session) = SignedInUser(http);
        var current = Fields.Needed("currentPassword", request.CurrentPassword);
        await grains.User(username).ChangePassword(current, Fields.Needed("newPassword", request.NewPassword), session);
        return Results.NoContent();
    }

    private static async Task<UserSessionList> Sessions(HttpContext http, IClusterClient grains)
    {
        var (username, session) = SignedInUser(http);
        return new([.. (await grains.User(username).Sessions()).Select(one => UserSessionResource.From(one, session))]);
    }

    private static async Task<IResult> EndSession(Guid session, HttpContext http, IClusterClient grains)
    {
        await grains.User(SignedInUser(http).Username).EndSession(session);
        return Results.NoContent();
    }

    private static async Task<IResult> Logout(HttpContext http, IClusterClient grains)
    {
        await grains.UserSessions(CallerTenant.Name).SignOut(SignedInUser(http).Session);
        SessionCookies.Delete(http);
        return Results.NoContent();
    }

    /// <summary>The user who calls, by a session.</summary>
    /// <exception cref="ProblemException">A key or a client calls.</exception>
    public static (string Username, Guid Session) SignedInUser(HttpContext http) =>
        http.Features.GetRequiredFeature<Principal>() is { Kind: PrincipalKind.User, SessionId: { } session } user
            ? (user.Id, session)
            : throw new ProblemException(AccessProblems.UserNeeded());
}

/// <summary>A change of the caller's password.</summary>
/// <param name="CurrentPassword">The present one.</param>
/// <param name="NewPassword">12 to 256 characters.</param>
internal sealed record ChangePasswordRequest(string? CurrentPassword, string? NewPassword);

/// <summary>Who calls.</summary>
/// <param name="Kind">user or key.</param>
/// <param name="Id">The username, or the key's id.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Permissions">What the caller may do, as grants.</param>
/// <param name="Session">The session; null of a key.</param>
/// <param name="MustChangePassword">Whether nothing but a change of the password is allowed.</param>
internal sealed record MeResource(
    PrincipalKind Kind, string Id, string Tenant, string[] Permissions, Guid? Session, bool MustChangePassword)
{
    public static MeResource From(Principal caller) => new(
        caller.Kind, caller.Id, caller.Tenant,
        [.. caller.Permissions.Select(permission => permission.ToString()).Order(StringComparer.Ordinal)], caller.SessionId,
        caller.MustChangePassword);
}

/// <summary>The sessions of a user.</summary>
/// <param name="Items">The newest first.</param>
internal sealed record UserSessionList(UserSessionResource[] Items);

/// <summary>One sign-in, on one device.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsCurrent">Whether this request came by it.</param>
/// <param name="CreatedAt">When the user signed in, UTC.</param>
/// <param name="RefreshedAt">When it was refreshed last, UTC.</param>
/// <param name="ExpiresAt">When it ends unless it is refreshed, UTC.</param>
/// <param name="Address">Where it was used from last.</param>
/// <param name="Client">What the client calls itself, or null.</param>
/// <param name="Provider">The OpenID provider by which it began; null for another way.</param>
internal sealed record UserSessionResource(
    Guid Id, bool IsCurrent, DateTimeOffset CreatedAt, DateTimeOffset RefreshedAt, DateTimeOffset ExpiresAt, string Address,
    string? Client, string? Provider)
{
    public static UserSessionResource From(UserSession session, Guid current) => new(
        session.Id, session.Id == current, session.CreatedAt, session.RefreshedAt, session.ExpiresAt, session.Address,
        session.Client, session.Provider);
}
