namespace Sanctum.Caching;

/// <summary>The tiers of caches, as metrics name them.</summary>
internal static class CacheTiers
{
    /// <summary>The memory of this process.</summary>
    public const string Memory = "memory";

    /// <summary>What the silos of a cluster share; also the key of the service that keeps it.</summary>
    public const string Shared = "shared";

    /// <summary>Rows.</summary>
    public const string Database = "database";

    /// <summary>The platform itself, which no tier could answer for.</summary>
    public const string Platform = "platform";
}
