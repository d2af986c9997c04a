using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// What a user signs in with besides a password; keyed <c>{tenant}/{username}</c>. It is the grain of <see cref="IUserGrain"/>,
/// so that wrong passwords and wrong codes are counted together, one by one.
/// </summary>
[Alias("sanctum.IUserFactorsGrain")]
public interface IUserFactorsGrain : IGrainWithStringKey
{
    /// <summary>Whether one-time codes (TOTP) are asked for.</summary>
    [ReadOnly, Alias("Totp")]
    Task<TotpState> Totp();

    /// <summary>
    /// Makes a secret for an authenticator app. Codes are asked for once <see cref="ConfirmTotp"/> got one; until then each call
    /// replaces the secret.
    /// </summary>
    /// <exception cref="ConflictException">Codes are asked for already.</exception>
    /// <exception cref="SignInRefusedException">The password is wrong.</exception>
    [Alias("EnrolTotp"), ResponseTimeout("00:01:00")]
    Task<TotpEnrolment> EnrolTotp(string password);

    /// <summary>Has codes asked for from now on.</summary>
    /// <returns>The recovery codes, each of which stands for a code once; they cannot be shown again.</returns>
    /// <exception cref="ConflictException">Nothing waits to be confirmed, or it has waited for more than 10 minutes.</exception>
    /// <exception cref="SignInRefusedException">The code is wrong.</exception>
    /// <exception cref="Errors.LimitExceededException">Too many attempts failed.</exception>
    [Alias("ConfirmTotp")]
    Task<ImmutableArray<string>> ConfirmTotp(string code);

    /// <summary>Has no codes asked for any more.</summary>
    /// <param name="password">The user's password.</param>
    /// <param name="code">A code of the app, or a recovery code.</param>
    /// <exception cref="NotFoundException">None are asked for.</exception>
    /// <exception cref="SignInRefusedException">The password or the code is wrong.</exception>
    [Alias("RemoveTotp"), ResponseTimeout("00:01:00")]
    Task RemoveTotp(string password, string code);

    /// <summary>The same for a user who has lost the app, by somebody who may do all that the user may.</summary>
    /// <exception cref="MissingPermissionException">The user may do more than the caller.</exception>
    /// <exception cref="NotFoundException">No codes are asked for.</exception>
    /// <exception cref="ConflictException">It is the caller's own, or a key calls.</exception>
    [Alias("ResetTotp")]
    Task ResetTotp();

    /// <summary>Ends a sign-in that <see cref="SecondFactorRequiredException"/> answered to the password.</summary>
    /// <param name="challenge">What the exception holds; it is accepted once.</param>
    /// <param name="code">A code of the app, or a recovery code; each is accepted once.</param>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="SignInRefusedException">The challenge or the code is not accepted.</exception>
    /// <exception cref="Errors.LimitExceededException">Too many attempts failed.</exception>
    [Alias("SignInByCode")]
    Task<SignedIn> SignInByCode(string challenge, string code, Caller caller);
}

/// <summary>Whether one-time codes are asked for.</summary>
/// <param name="ConfirmedAt">Since when, UTC; null if they are not.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
[GenerateSerializer, Immutable, Alias("sanctum.totp-state")]
public sealed record TotpState([property: Id(0)] DateTimeOffset? ConfirmedAt, [property: Id(1)] int RecoveryCodes);

/// <summary>A secret for an authenticator app.</summary>
/// <param name="Secret">In Base32; it cannot be shown again.</param>
/// <param name="Uri">The same as an <c>otpauth</c> URI, as QR codes hold it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.totp-enrolment")]
public sealed record TotpEnrolment([property: Id(0)] string Secret, [property: Id(1)] string Uri)
{
    /// <summary>Says what it is, never the secret.</summary>
    public override string ToString() => "An enrolment";
}
