using System.Reflection;

namespace Sanctum.Cluster;

/// <summary>The version of this build, which each silo announces to the others and each process shows.</summary>
public static class ProductVersion
{
    /// <summary>The key under which a silo announces it.</summary>
    public const string Key = "sanctum.version";

    /// <summary>The version, with the commit after a plus sign where the build has it; <c>unknown</c> without one.</summary>
    public static string Current { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";
}
