namespace Sanctum.Hosting;

/// <summary>What this build is.</summary>
public static class SiloBuild
{
    /// <summary>Name of the runtime that hosts the grains.</summary>
    public static string Runtime =>
#if ORLEANS
        "Orleans";
#else
        "Embedded";
#endif

    /// <summary>Whether silos are processes of their own.</summary>
    public static bool IsSeparateProcess => Runtime == "Orleans";
}
