namespace Sanctum.Tests.Platforms;

/// <summary>A test that runs a program in Python; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Find() is null ? "python3 is not on the PATH." : null;

    /// <summary>Where Python is, or null.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);
}
