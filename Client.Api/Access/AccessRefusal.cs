using Sanctum.Problems;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Why a request is not let through.</summary>
/// <param name="Reason">As the metric names it.</param>
/// <param name="Challenge">The header <c>WWW-Authenticate</c> (RFC 6750).</param>
/// <param name="Problem">What the caller reads.</param>
internal sealed record AccessRefusal(string Reason, string Challenge, Problem Problem)
{
    private const string Realm = "Bearer realm=\"sanctum\"";

    public static AccessRefusal NotSignedIn { get; } = new(
        "unauthenticated", Realm,
        new(
            ProblemCodes.Unauthenticated, StatusCodes.Status401Unauthorized, "Not signed in",
            "Send an access token in Authorization: Bearer, or an API key in X-API-Key. POST /api/users/login gives a token."));

    public static AccessRefusal MustChangePassword { get; } = new(
        "password_change", $"{Realm}, error=\"insufficient_scope\"",
        new(
            ProblemCodes.PasswordChangeRequired, StatusCodes.Status403Forbidden, "The password must be changed first",
            "This is a one-time password: PUT /api/users/me/password sets a new one."));

    public static AccessRefusal NotOperator { get; } = new(
        "not_operator", $"{Realm}, error=\"insufficient_scope\"",
        new(
            ProblemCodes.Forbidden, StatusCodes.Status403Forbidden, "For operators only",
            "It concerns the whole deployment: only callers of the operator's tenant, 'default', may do that."));

    public static AccessRefusal TenantSuspended(string tenant) => new(
        "tenant_suspended", $"{Realm}, error=\"insufficient_scope\"",
        TenantProblems.Suspended($"Tenant '{tenant}' is suspended; the operator can resume it."));

    public static AccessRefusal NotAccepted(CredentialKind kind) => new(
        "invalid_token", $"{Realm}, error=\"invalid_token\"",
        new(
            ProblemCodes.InvalidToken, StatusCodes.Status401Unauthorized, "Not accepted",
            kind == CredentialKind.Key
                ? "The API key is unknown, expired or revoked, or its owner is disabled."
                : "The access token is not valid or has expired, or its session has ended."));

    public static AccessRefusal Lacks(string permission) => new(
        "forbidden", $"{Realm}, error=\"insufficient_scope\", scope=\"{permission}\"",
        new(
            ProblemCodes.Forbidden, StatusCodes.Status403Forbidden, "Permission missing",
            $"The permission {permission} is needed."));
}
