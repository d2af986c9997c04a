using System.Reflection;

namespace Sanctum.Cluster;

/// <summary>The version of this build, which each silo announces to the others.</summary>
internal static class ProductVersion
{
    /// <summary>Its name among what silos say of themselves.</summary>
    public const string Key = "sanctum.version";

    public static string Current { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";
}
