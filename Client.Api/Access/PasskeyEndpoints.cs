using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Problems;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Passkeys: users register theirs, and sign in by them without a password.</summary>
internal sealed class PasskeyEndpoints : IEndpointModule
{
    // The largest that authenticators make, with room.
    private const int MaxCharacters = 8 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users");
        users.MapPost("/login/passkey/options", BeginSignIn)
            .IsOpen("Users get their tokens here")
            .Produces<PasskeyRequestOptions>()
            .Refuses(400)
            .WithSummary("Ask what a passkey has to sign")
            .WithDescription("The answer is for `navigator.credentials.get`. The challenge is accepted once, for five minutes.");
        users.MapPost("/login/passkey", SignIn)
            .IsOpen("Users get their tokens here")
            .Produces<TokenResource>()
            .Refuses(400, 401)
            .WithSummary("Sign in by a passkey")
            .WithDescription("Binary fields are Base64Url. The authenticator must have verified its user.");
        var own = users.MapGroup("/me/passkeys").NeedsSignIn();
        own.MapGet("", List)
            .Produces<PasskeyList>()
            .Refuses(403)
            .WithSummary("List the caller's passkeys");
        own.MapPost("/options", BeginRegistration)
            .Produces<PasskeyCreationOptions>()
            .Refuses(403, 404, 409)
            .WithSummary("Ask what a passkey is to be made of")
            .WithDescription("The answer is for `navigator.credentials.create`. Needs a sign-in of the last ten minutes.");
        own.MapPost("", Register)
            .Produces<PasskeyResource>(StatusCodes.Status201Created)
            .Refuses(400, 403, 404, 409)
            .WithSummary("Register a passkey")
            .WithDescription("Binary fields are Base64Url. Needs a sign-in of the last ten minutes; a user has at most 20.");
        own.MapDelete("/{passkey:guid}", Delete)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(403, 404)
            .WithSummary("Delete one of the caller's passkeys")
            .WithDescription("Needs a sign-in of the last ten minutes.");
    }

    private static async Task<PasskeyRequestOptions> BeginSignIn(
        PasskeyOptionsRequest request, KnownTenants tenants, IClusterClient grains)
    {
        var made = await grains.Passkeys(await TenantOf(request.Tenant, tenants)).BeginSignIn();
        return new PasskeyRequestOptions(made.Challenge, PasskeyRequestOptions.Milliseconds, made.RelyingParty, "required", []);
    }

    private static async Task<TokenResource> SignIn(
        PasskeyLoginRequest request, HttpContext http, TimeProvider clock, KnownTenants tenants, IClusterClient grains)
    {
        var assertion = new PasskeyAssertion(
            Binary("id", request.Id), Binary("clientDataJson", request.ClientDataJson),
            Binary("authenticatorData", request.AuthenticatorData), Binary("signature", request.Signature),
            Binary("userHandle", request.UserHandle));
        var passkeys = grains.Passkeys(await TenantOf(request.Tenant, tenants));
        var signedIn = await passkeys.SignIn(assertion, Callers.CallerOf(http));
        return TokenResource.Give(http, signedIn, clock, request.Cookie is true);
    }

    private static async Task<PasskeyList> List(HttpContext http, IClusterClient grains)
    {
        var (username, _) = MeEndpoints.SignedInUser(http);
        return new([.. (await grains.Passkeys(CallerTenant.Name).List(username)).Select(PasskeyResource.From)]);
    }

    private static async Task<PasskeyCreationOptions> BeginRegistration(HttpContext http, IClusterClient grains)
    {
        var (username, session) = MeEndpoints.SignedInUser(http);
        return PasskeyCreationOptions.From(
            username, await grains.Passkeys(CallerTenant.Name).BeginRegistration(username, session));
    }

    private static async Task<IResult> Register(PasskeyRegisterRequest request, HttpContext http, IClusterClient grains)
    {
        var (username, session) = MeEndpoints.SignedInUser(http);
        var passkey = new NewPasskey(
            Fields.Needed("name", request.Name), Binary("id", request.Id), Binary("clientDataJson", request.ClientDataJson),
            Binary("attestationObject", request.AttestationObject));
        var kept = await grains.Passkeys(CallerTenant.Name).Register(username, session, passkey);
        return Results.Created("/api/users/me/passkeys", PasskeyResource.From(kept));
    }

    private static async Task<IResult> Delete(Guid passkey, HttpContext http, IClusterClient grains)
    {
        var (username, session) = MeEndpoints.SignedInUser(http);
        await grains.Passkeys(CallerTenant.Name).Delete(username, session, passkey);
        return Results.NoContent();
    }

    private static async Task<string> TenantOf(string? name, KnownTenants tenants)
    {
        var tenant = name ?? GrainKey.DefaultTenant;
        if (!TenantName.IsValid(tenant))
            throw new InvalidRequestException("tenant", $"{TenantName.Rule}.");
        // One that is not there has no passkeys; who asks does not learn which there are.
        return await tenants.Include(tenant) ? tenant : GrainKey.DefaultTenant;
    }

    private static string Binary(string field, string? text) => text switch
    {
        null or "" => throw new InvalidRequestException(field, "is missing."),
        { Length: > MaxCharacters } => throw new InvalidRequestException(
            field, $"has {text.Length} characters; at most {MaxCharacters} are allowed."),
        _ => text,
    };
}
