namespace Sanctum.Trust;

/// <summary>
/// How far a text may be trusted, from the most to the least: by who wrote it, or by where it comes from. A text that is made of
/// others has the lowest trust of them.
/// </summary>
public enum TrustLevel
{
    /// <summary>An operator, or the product itself.</summary>
    Operator = 0,

    /// <summary>A user or key of the tenant, by the API.</summary>
    Owner = 1,

    /// <summary>A person on a platform whom an operator named.</summary>
    Known = 2,

    /// <summary>Anybody else on a platform.</summary>
    Stranger = 3,

    /// <summary>Outside: web pages, posts of a platform, what third-party tools answer.</summary>
    Web = 4,
}

/// <summary>Compares levels of trust.</summary>
public static class TrustLevels
{
    /// <summary>The lower of two.</summary>
    public static TrustLevel Lowest(TrustLevel one, TrustLevel other) => one > other ? one : other;
}
