using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>The users, for those who manage them.</summary>
internal sealed class UserEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users");
        users.MapGet("", List)
            .AlwaysNeeds("users:read")
            .Produces<UserList>()
            .Refuses(400)
            .WithSummary("List users")
            .WithDescription("Pass `next` as `after` for the next page.");
        users.MapPost("", Create)
            .AlwaysNeeds("users:write")
            .Produces<CreatedUserResource>(StatusCodes.Status201Created)
            .Refuses(400, 409)
            .WithSummary("Create a user")
            .WithDescription("Without a password the user gets a one-time password, which the answer shows once.");
        users.MapGet("/{username}", Get)
            .AlwaysNeeds("users:read")
            .Produces<UserResource>()
            .Refuses(400, 404)
            .WithSummary("Read a user");
        users.MapPut("/{username}/roles", SetRoles)
            .AlwaysNeeds("users:write")
            .Produces<UserResource>()
            .Refuses(400, 404, 409)
            .WithSummary("Replace a user's roles")
            .WithDescription("They apply within a second. Nobody gives a role that allows more than they may do themselves.");
        MapChange(
            users, "disable", "Disable a user; all sessions and keys of the user stop working", user => user.SetDisabled(true));
        MapChange(users, "enable", "Enable a disabled user", user => user.SetDisabled(false));
        MapChange(users, "unlock", "Let a user sign in again at once after failed attempts", user => user.Unlock());
        users.MapPost("/{username}/reset", Reset)
            .AlwaysNeeds("users:write")
            .Produces<PasswordResetResource>()
            .Refuses(400, 404)
            .WithSummary("Issue a link by which a user sets a new password once");
    }

    private static void MapChange(RouteGroupBuilder users, string verb, string summary, Func<IUserGrain, Task<User>> change) =>
        users.MapPost($"/{{username}}/{verb}", async (Username username, IClusterClient grains) =>
                UserResource.From(await change(grains.User(username.Value))))
            .AlwaysNeeds("users:write")
            .Produces<UserResource>()
            .Refuses(400, 404, 409)
            .WithSummary(summary);

    private static async Task<UserList> List(string? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        NullCharacter.Refuse("after", after);
        var page = await grains.Users().List(after, size);
        return new UserList([.. page.Select(UserResource.From)], page.Length == size ? page[^1].Username : null);
    }

    private static async Task<UserResource> Get(Username username, IClusterClient grains) =>
        UserResource.From(await grains.User(username.Value).Get());

    private static async Task<IResult> Create(CreateUserRequest request, HttpContext http, IClusterClient grains)
    {
        var username = Fields.Username(request.Username);
        var user = new NewUser(
            request.Email, request.Password is null ? null : Fields.Needed("password", request.Password),
            Roles(request.Roles ?? []), IsSelfRegistered: false, Callers.CallerOf(http));
        var created = await grains.User(username).Create(user);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Created(
            $"/api/users/{username}", new CreatedUserResource(UserResource.From(created.User), created.OneTimePassword));
    }

    private static async Task<UserResource> SetRoles(Username username, RolesRequest request, IClusterClient grains) =>
        UserResource.From(await grains.User(username.Value).SetRoles(
            Roles(request.Roles ?? throw new InvalidRequestException("roles", "is missing."))));

    private static async Task<PasswordResetResource> Reset(Username username, HttpContext http, IClusterClient grains)
    {
        var reset = await grains.User(username.Value).Reset();
        http.Response.Headers.CacheControl = "no-store";
        // Behind the # it is not sent to the server, so no log has it.
        var link = $"{http.Request.Scheme}://{http.Request.Host}/password.html#{reset.Token}";
        return new PasswordResetResource(reset.Token, link, reset.ExpiresAt);
    }

    private static System.Collections.Immutable.ImmutableArray<string> Roles(string?[] names) =>
        [.. names.Select((name, i) => RoleName.TryParse(name, null, out _)
            ? name!
            : throw new InvalidRequestException($"roles[{i}]", $"{RoleName.Rule}."))];
}

/// <summary>A page of users.</summary>
/// <param name="Items">By name.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record UserList(UserResource[] Items, string? Next);

/// <summary>A user.</summary>
/// <param name="Username">The name, which never changes.</param>
/// <param name="Email">An address, or null.</param>
/// <param name="Roles">The roles.</param>
/// <param name="State"><c>enabled</c>, <c>disabled</c>, or <c>locked</c> for a while after failed attempts.</param>
/// <param name="MustChangePassword">Whether the password is a one-time one.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastSignInAt">UTC; null if never.</param>
/// <param name="LockedUntil">UTC; null if the user may sign in.</param>
/// <param name="HasTotp">Whether the user is asked for one-time codes.</param>
internal sealed record UserResource(
    string Username, string? Email, string[] Roles, UserState State, bool MustChangePassword, DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt, DateTimeOffset? LockedUntil, bool HasTotp)
{
    public static UserResource From(User user) => new(
        user.Username, user.Email, [.. user.Roles], StateOf(user), user.MustChangePassword, user.CreatedAt, user.LastSignInAt,
        user.LockedUntil, user.HasTotp);

    private static UserState StateOf(User user) => user switch
    {
        { IsDisabled: true } => UserState.Disabled,
        { LockedUntil: not null } => UserState.Locked,
        _ => UserState.Enabled,
    };
}

/// <summary>Whether a user can sign in.</summary>
internal enum UserState
{
    Enabled,
    Disabled,
    Locked,
}

/// <summary>A user to be created.</summary>
/// <param name="Username">The name, which never changes.</param>
/// <param name="Email">An address.</param>
/// <param name="Password">12 to 256 characters; a one-time password is made up if it is left out.</param>
/// <param name="Roles">The roles.</param>
internal sealed record CreateUserRequest(
    string? Username, string? Email = null, string? Password = null, string?[]? Roles = null);

/// <summary>A user that was created.</summary>
/// <param name="User">The user.</param>
/// <param name="OneTimePassword">To be changed at the first sign-in; null if a password was given.</param>
internal sealed record CreatedUserResource(UserResource User, string? OneTimePassword);

/// <summary>The roles of a user.</summary>
/// <param name="Roles">All of them, by name.</param>
internal sealed record RolesRequest(string?[]? Roles);

/// <summary>A token that sets a password once.</summary>
/// <param name="Token">The token.</param>
/// <param name="Link">A page that takes it.</param>
/// <param name="ExpiresAt">UTC.</param>
internal sealed record PasswordResetResource(string Token, string Link, DateTimeOffset ExpiresAt);
