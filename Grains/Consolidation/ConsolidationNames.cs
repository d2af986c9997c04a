namespace Sanctum.Consolidation;

/// <summary>How states and modes are written in rows and metrics.</summary>
internal static class ConsolidationNames
{
    public static string Of<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static T Read<T>(string name) where T : struct, Enum => Enum.Parse<T>(name, ignoreCase: true);
}
