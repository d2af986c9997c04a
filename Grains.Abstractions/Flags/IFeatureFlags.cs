namespace Sanctum.Flags;

/// <summary>
/// The feature flags of tenants, as this process knows them: a change is known within a second. Injected wherever something
/// asks for a flag.
/// </summary>
public interface IFeatureFlags
{
    /// <summary>Whether a flag is on.</summary>
    /// <param name="tenant">Whose flag it is.</param>
    /// <param name="flag">Its name.</param>
    /// <param name="otherwise">The answer where the tenant has no such flag, or its flags were never read here and cannot be
    /// read now.</param>
    ValueTask<bool> IsOn(string tenant, string flag, bool otherwise = false);
}
