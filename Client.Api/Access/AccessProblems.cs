using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>The problems of signing in and of granting.</summary>
internal sealed class AccessProblems : IProblemSource
{
    public Problem? Find(Exception error) => error switch
    {
        SignInRefusedException e => new(
            ProblemCodes.InvalidCredentials, StatusCodes.Status401Unauthorized, "Sign-in refused", e.Message),
        SecondFactorRequiredException e => new(
            ProblemCodes.SecondFactorRequired, StatusCodes.Status401Unauthorized, "A one-time code is required", e.Message)
        {
            Challenge = e.Challenge,
        },
        RecentSignInRequiredException e => new(
            ProblemCodes.RecentSignInRequired, StatusCodes.Status403Forbidden, "A recent sign-in is required", e.Message),
        MissingPermissionException e => new(
            ProblemCodes.Forbidden, StatusCodes.Status403Forbidden, "Permission missing", e.Message),
        ProviderFailedException e => new(
            ProblemCodes.ProviderUnavailable, StatusCodes.Status503ServiceUnavailable, "Sign-in provider unavailable", e.Message)
        {
            Retriable = true,
        },
        _ => null,
    };

    public static Problem RegistrationClosed() => new(
        ProblemCodes.RegistrationClosed, StatusCodes.Status403Forbidden, "Registration is closed",
        "An admin creates users; Sanctum:Access:OpenRegistration lets anybody register.");

    public static Problem UserNeeded() => new(
        ProblemCodes.Forbidden, StatusCodes.Status403Forbidden, "For users only", "An API key has no password and no sessions.");
}
