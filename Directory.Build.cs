using System.Runtime.CompilerServices;

/// <summary>What holds in every host. Directory.Build.targets compiles this into each of them, so that it runs before <c>Main</c>.</summary>
file static class HostDefaults
{
    // A pattern that names no limit of its own ends with this one, such as a plug-in's. Not an option of runtimeconfig.json, which are
    // texts: Regex takes a TimeSpan alone, and reads it once, when it is first used.
    [ModuleInitializer]
    internal static void LimitPatterns() => AppContext.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(10));
}
