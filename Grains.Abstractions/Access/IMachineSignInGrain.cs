namespace Sanctum.Access;

/// <summary>
/// Sign-ins of somebody on the gateway's own machine, and of the links that are made there; keyed <c>{tenant}/machine</c>. The
/// gateway has checked the machine's key. They act as the user <c>admin</c>, also while its password is a one-time one.
/// </summary>
[Alias("sanctum.IMachineSignInGrain")]
public interface IMachineSignInGrain : IGrainWithStringKey
{
    /// <summary>Starts a session. The first admin is created where there is none yet.</summary>
    /// <exception cref="Errors.ConflictException"><c>admin</c> is disabled, or is no admin any more.</exception>
    [Alias("SignIn"), ResponseTimeout("00:01:00")]
    Task<SignedIn> SignIn(Caller caller);

    /// <summary>Makes a code that starts such a session once. The oldest codes beyond a hundred end.</summary>
    /// <exception cref="Errors.ConflictException"><c>admin</c> is disabled, or is no admin any more.</exception>
    [Alias("CreateLink"), ResponseTimeout("00:01:00")]
    Task<SignInLink> CreateLink();

    /// <summary>Starts the session of a code, once.</summary>
    /// <exception cref="SignInRefusedException">The code is unknown, used or expired.</exception>
    [Alias("Exchange")]
    Task<SignedIn> Exchange(string code, Caller caller);
}

/// <summary>A code that signs in once.</summary>
/// <param name="Code">The code; it is not stored and cannot be shown again.</param>
/// <param name="ExpiresAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.sign-in-link")]
public sealed record SignInLink([property: Id(0)] string Code, [property: Id(1)] DateTimeOffset ExpiresAt)
{
    /// <summary>Says when it ends, never the code.</summary>
    public override string ToString() => $"A link until {ExpiresAt:u}";
}
