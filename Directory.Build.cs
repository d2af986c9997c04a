using System.Runtime.CompilerServices;

/// <summary>Defaults of every host. Directory.Build.targets compiles this into each, so it runs before <c>Main</c>.</summary>
file static class HostDefaults
{
    // The limit of patterns that set none, such as a plug-in's. It cannot stand in runtimeconfig.json, whose values are texts:
    // Regex takes a TimeSpan only, and reads it once, at its first use.
    [ModuleInitializer]
    internal static void LimitPatterns() => AppContext.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(10));
}
