namespace Sanctum.Access;

/// <summary>
/// Why a sign-in by a provider failed, as the page learns it behind the <c>#</c> of its address. Names, not sentences: anybody
/// can make a link to the page.
/// </summary>
internal static class SignInFailure
{
    /// <summary>The provider cannot be reached, or its answer cannot be used.</summary>
    public const string Unavailable = "provider-unavailable";

    /// <summary>The provider says that the user or it refused.</summary>
    public const string Denied = "denied";

    /// <summary>The browser has no such sign-in under way, or took too long.</summary>
    public const string Expired = "expired";

    /// <summary>What the provider sent is not accepted.</summary>
    public const string Invalid = "invalid";

    /// <summary>No user is linked with the account, or the user is disabled.</summary>
    public const string NotLinked = "not-linked";

    /// <summary>The account or the user is linked otherwise, or no user can be made.</summary>
    public const string Conflict = "conflict";
}
