using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <inheritdoc cref="IUserFactorsGrain"/>
internal sealed partial class UserGrain : IUserFactorsGrain
{
    private const string Wrong = "The code is wrong, was used before or is too old.";

    public Task<TotpState> Totp() => totp.Get(Tenant, Username);

    public async Task<TotpEnrolment> EnrolTotp(string password)
    {
        await CheckPassword(password);
        return await totp.Enrol(Tenant, Username);
    }

    public async Task<ImmutableArray<string>> ConfirmTotp(string code)
    {
        var row = await Row();
        RequireUnlocked(row, AccessMeter.Totp);
        return await totp.Confirm(Tenant, Username, code)
            ?? throw await Fail(
                row, Here, AccessMeter.Totp, "The code is wrong. Does the clock of the device show the right time?");
    }

    public async Task RemoveTotp(string password, string code)
    {
        if ((await totp.Get(Tenant, Username)).ConfirmedAt is null)
            throw NoTotp();
        var row = await CheckPassword(password);
        if (await totp.Use(Tenant, Username, code, challenge: null) is null)
            throw await Fail(row, Here, AccessMeter.Totp, Wrong);
        await totp.Remove(Tenant, Username);
    }

    public async Task ResetTotp()
    {
        await Row();
        await CheckRank();
        // A stolen session or key must not be enough to end one's own second factor.
        if (Principal.Current is { Kind: PrincipalKind.Key } || Principal.Current?.Id == Username)
            throw new ConflictException(
                "An app is removed by its user with the password and a code, or by another user who may; a key cannot.");
        if (!await totp.Remove(Tenant, Username))
            throw NoTotp();
    }

    public async Task<SignedIn> SignInByCode(string challenge, string code, Caller caller)
    {
        var row = await users.Find(Tenant, Username, CancellationToken.None);
        RequireUnlocked(row, AccessMeter.Totp);
        if (row is not { User: { IsDisabled: false, HasTotp: true } }
            || await totp.Open(Tenant, Username, challenge) is not { } open)
        {
            meter.SignIn(AccessMeter.Totp, AccessMeter.Refused);
            throw new SignInRefusedException("The challenge was used or has expired; sign in with the password again.");
        }
        if (await totp.Use(Tenant, Username, code, open) is not { } factor)
            throw await Fail(row, caller, AccessMeter.Totp, Wrong);
        await tenants.RequireActive(Tenant);
        var signedIn = await tokens.Begin(Tenant, row.User, caller, factor: factor);
        meter.SignIn(AccessMeter.Totp, AccessMeter.Ok);
        return signedIn;
    }

    private static Caller Here => new(Principal.Current?.Address ?? "", null);

    private NotFoundException NoTotp() => new("totp", Username);

    // Somebody who found a signed-in browser must not change how its user signs in.
    private async Task<UserRow> CheckPassword(string password)
    {
        var row = await Row();
        RequireUnlocked(row, AccessMeter.Password);
        return await passwords.Verify(password, row.PasswordHash)
            ? row
            : throw await Fail(row, Here, AccessMeter.Password, WrongPassword);
    }
}
