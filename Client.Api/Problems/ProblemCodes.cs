namespace Sanctum.Problems;

/// <summary>The names of problems. A name never changes its meaning: clients decide by it.</summary>
internal static class ProblemCodes
{
    /// <summary>A field, header or the body breaks a rule; <c>errors</c> names each field, its problem and the limit.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>There is no such agent, session or item.</summary>
    public const string NotFound = "not-found";

    /// <summary>There is no such path.</summary>
    public const string NoSuchRoute = "no-such-route";

    /// <summary>The path does not take the method; the <c>Allow</c> header names those it takes.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>The body is beyond <c>Sanctum:Gateway:MaxBodyBytes</c>; the detail names the limit.</summary>
    public const string BodyTooLarge = "body-too-large";

    /// <summary>The content type is not read here.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>
    /// Conflict with the current state: another definition has the name, the agent is retired, the session is another agent's,
    /// the item cannot be retried.
    /// </summary>
    public const string Conflict = "conflict";

    /// <summary>
    /// Two changes of one text concern the same lines; <c>conflict</c> has the text that both were made from, and both texts.
    /// </summary>
    public const string TextConflict = "text-conflict";

    /// <summary><c>If-Match</c> demands a version that the agent no longer has.</summary>
    public const string VersionMismatch = "version-mismatch";

    /// <summary>The account is paused, or the platform refuses it; it waits until an operator resolves that.</summary>
    public const string AccountUnavailable = "account-unavailable";

    /// <summary>An account's stored session is not valid; the detail says why.</summary>
    public const string InvalidSession = "invalid-session";

    /// <summary>The platform does not support the operation, for any account; the detail lists those it supports.</summary>
    public const string UnsupportedOperation = "unsupported-operation";

    /// <summary>A delivery's signature is missing, wrong or too old; the detail says which.</summary>
    public const string UnverifiedDelivery = "unverified-delivery";

    /// <summary>The agent's queue is draining and accepts no messages until it is resumed.</summary>
    public const string QueueDraining = "queue-draining";

    /// <summary>A visitor of a web chat must enter a name first.</summary>
    public const string UnknownVisitor = "unknown-visitor";

    /// <summary>A call of the web chat bridge has no valid key.</summary>
    public const string InvalidKey = "invalid-key";

    /// <summary>A policy denied it; the detail says which.</summary>
    public const string PolicyDenied = "policy-denied";

    /// <summary>
    /// A person must allow it first; <c>approvalId</c> names the approval. Once it is approved, the same request passes.
    /// </summary>
    public const string ApprovalRequired = "approval-required";

    /// <summary>The caller is not signed in; <c>WWW-Authenticate</c> says how.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The access token or API key that was sent is not accepted.</summary>
    public const string InvalidToken = "invalid-token";

    /// <summary>A password, refresh token or reset token is wrong; the detail does not say what of it.</summary>
    public const string InvalidCredentials = "invalid-credentials";

    /// <summary>
    /// The password is right, and the user is asked for a one-time code; <c>challenge</c> is sent with it to
    /// <c>POST /api/users/login/totp</c>.
    /// </summary>
    public const string SecondFactorRequired = "second-factor-required";

    /// <summary>The session began too long ago for a change of how its user signs in.</summary>
    public const string RecentSignInRequired = "recent-sign-in-required";

    /// <summary>The caller lacks a permission; the detail names it.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The caller signed in with a one-time password and must change it first.</summary>
    public const string PasswordChangeRequired = "password-change-required";

    /// <summary>Nobody may register as a user here.</summary>
    public const string RegistrationClosed = "registration-closed";

    /// <summary>Only callers on the gateway's machine may do that.</summary>
    public const string LocalOnly = "local-only";

    /// <summary>The caller's tenant is suspended.</summary>
    public const string TenantSuspended = "tenant-suspended";

    /// <summary>A tenant's quota is used up; the detail names it and its limit.</summary>
    public const string Quota = "quota";

    /// <summary>A web page of another origin sent a command.</summary>
    public const string CrossSite = "cross-site";

    /// <summary>The <c>Host</c> header names a machine other than the one that a local gateway serves.</summary>
    public const string MisdirectedHost = "misdirected-host";

    /// <summary>A bound was reached: request rate, event streams, queue depth, waiting writes.</summary>
    public const string LimitExceeded = "limit-exceeded";

    /// <summary>The lease was lost to another worker.</summary>
    public const string LeaseLost = "lease-lost";

    /// <summary>The message was waited for and its turn ended in error; 503 where another try may help.</summary>
    public const string TurnFailed = "turn-failed";

    /// <summary>
    /// The message was waited for, and a budget had no room for its model call; the detail names the budget, its cap, what is
    /// left and when it renews.
    /// </summary>
    public const string BudgetExceeded = "budget-exceeded";

    /// <summary>The message was waited for and its turn was cancelled.</summary>
    public const string TurnCancelled = "turn-cancelled";

    /// <summary>The message was waited for and an operator discarded it.</summary>
    public const string TurnDiscarded = "turn-discarded";

    /// <summary>It took too long; the request may still take effect.</summary>
    public const string Timeout = "timeout";

    /// <summary>Another system failed, such as a model's server; 503 where another try may help.</summary>
    public const string DependencyFailed = "dependency-failed";

    /// <summary>
    /// The database is unavailable or not migrated yet; acknowledged writes are safe, and the request can be sent again.
    /// </summary>
    public const string StorageUnavailable = "storage-unavailable";

    /// <summary>The agents cannot be reached.</summary>
    public const string ClusterUnavailable = "cluster-unavailable";

    /// <summary>The gateway is shutting down; the turn continues and its reply will be in the transcript.</summary>
    public const string ShuttingDown = "shutting-down";

    /// <summary>An internal error; the log has it under the <c>traceId</c>.</summary>
    public const string Internal = "internal";

    /// <summary>The OpenID provider cannot be reached; other ways to sign in work.</summary>
    public const string ProviderUnavailable = "provider-unavailable";
}
