using Microsoft.AspNetCore.Mvc;
using Sanctum.Edge;
using Sanctum.Problems;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>One-time codes of authenticator apps, as the second factor after a password.</summary>
internal sealed class TotpEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users");
        users.MapPost("/login/totp", Login)
            .IsOpen("The challenge of a sign-in says who calls")
            .Produces<TokenResource>()
            .Refuses(400, 401)
            .WithSummary("End a sign-in with a one-time code")
            .WithDescription(
                "`challenge` is what the problem `second-factor-required` of `POST /api/users/login` holds. It is accepted " +
                "once, for five minutes, and so is each code. Wrong codes count as wrong passwords do.");
        users.MapDelete("/{username}/totp", Reset)
            .AlwaysNeeds("users:write")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409)
            .WithSummary("Have no one-time codes asked of a user any more, who has lost the app");
        MapOwn(users.MapGroup("/me/totp").NeedsSignIn());
    }

    private static void MapOwn(RouteGroupBuilder totp)
    {
        totp.MapGet("", Get)
            .Produces<TotpResource>()
            .Refuses(403)
            .WithSummary("Whether the caller is asked for one-time codes");
        totp.MapPost("", Enrol)
            .Produces<TotpEnrolmentResource>()
            .Refuses(400, 401, 403, 409)
            .WithSummary("Make a secret for an authenticator app")
            .WithDescription("The answer shows it once. Codes are asked for after `POST /api/users/me/totp/confirm`.");
        totp.MapPost("/confirm", Confirm)
            .Produces<RecoveryCodesResource>()
            .Refuses(400, 401, 403, 409)
            .WithSummary("Confirm the secret with a code; from then on a sign-in with the password asks for one")
            .WithDescription("The answer shows ten recovery codes once. Each stands for a code once.");
        totp.MapDelete("", Remove)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 401, 403, 404)
            .WithSummary("Have no one-time codes asked for any more; needs the password and a code");
    }

    private static async Task<TokenResource> Login(
        CodeLoginRequest request, HttpContext http, TimeProvider clock, KnownTenants tenants, IClusterClient grains)
    {
        var (text, code) = (Fields.Needed("challenge", request.Challenge), Fields.Needed("code", request.Code));
        if (!SignInChallenge.TryParse(text, out var challenge) || !Username.TryParse(challenge.Username, null, out _)
            || !await tenants.Include(challenge.Tenant))
            throw new SignInRefusedException("The challenge was used or has expired; sign in with the password again.");
        var user = grains.UserFactors(challenge.Tenant, challenge.Username);
        var signedIn = await user.SignInByCode(text, code, Callers.CallerOf(http));
        return TokenResource.Give(http, signedIn, clock, request.Cookie is true);
    }

    private static async Task<TotpResource> Get(HttpContext http, IClusterClient grains)
    {
        var state = await Own(http, grains).Totp();
        return new TotpResource(state.ConfirmedAt is not null, state.ConfirmedAt, state.RecoveryCodes);
    }

    private static async Task<TotpEnrolmentResource> Enrol(TotpEnrolRequest request, HttpContext http, IClusterClient grains)
    {
        var user = Own(http, grains);
        var enrolment = await user.EnrolTotp(Fields.Needed("password", request.Password));
        return new TotpEnrolmentResource(enrolment.Secret, enrolment.Uri);
    }

    private static async Task<RecoveryCodesResource> Confirm(TotpConfirmRequest request, HttpContext http, IClusterClient grains)
    {
        var user = Own(http, grains);
        return new RecoveryCodesResource([.. await user.ConfirmTotp(Fields.Needed("code", request.Code))]);
    }

    private static async Task<IResult> Remove(
        [FromBody] TotpRemoveRequest request, HttpContext http, IClusterClient grains)
    {
        var user = Own(http, grains);
        await user.RemoveTotp(Fields.Needed("password", request.Password), Fields.Needed("code", request.Code));
        return Results.NoContent();
    }

    private static async Task<IResult> Reset(Username username, IClusterClient grains)
    {
        await grains.UserFactors(CallerTenant.Name, username.Value).ResetTotp();
        return Results.NoContent();
    }

    private static IUserFactorsGrain Own(HttpContext http, IClusterClient grains) =>
        grains.UserFactors(CallerTenant.Name, MeEndpoints.SignedInUser(http).Username);
}

/// <summary>A code that ends a sign-in.</summary>
/// <param name="Challenge">What the problem <c>second-factor-required</c> holds.</param>
/// <param name="Code">Six digits of the app, or a recovery code.</param>
/// <param name="Cookie">Whether the tokens are to be cookies.</param>
internal sealed record CodeLoginRequest(string? Challenge, string? Code, bool? Cookie = null);

/// <summary>Whether the caller is asked for one-time codes.</summary>
/// <param name="IsOn">Whether a sign-in with the password asks for one.</param>
/// <param name="ConfirmedAt">Since when, UTC; null if it does not.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
internal sealed record TotpResource(bool IsOn, DateTimeOffset? ConfirmedAt, int RecoveryCodes);

/// <summary>A user who enrols an app.</summary>
/// <param name="Password">The user's password.</param>
internal sealed record TotpEnrolRequest(string? Password);

/// <summary>A secret for an authenticator app, which is shown once.</summary>
/// <param name="Secret">In Base32.</param>
/// <param name="Uri">The same as an <c>otpauth</c> URI, for a QR code.</param>
internal sealed record TotpEnrolmentResource(string Secret, string Uri);

/// <summary>The first code of an app.</summary>
/// <param name="Code">Six digits.</param>
internal sealed record TotpConfirmRequest(string? Code);

/// <summary>Codes that each stand for a code of the app once.</summary>
/// <param name="RecoveryCodes">They are shown once.</param>
internal sealed record RecoveryCodesResource(string[] RecoveryCodes);

/// <summary>A user who removes the app.</summary>
/// <param name="Password">The user's password.</param>
/// <param name="Code">Six digits of the app, or a recovery code.</param>
internal sealed record TotpRemoveRequest(string? Password, string? Code);
