using Sanctum.Testing;
using Sanctum.Testing.Clusters;

namespace Sanctum.Failover.Compatibility;

/// <summary>Builds a commit once, with its own lock files, in a folder of the user's cache that is named after it.</summary>
internal static class OlderBuild
{
    private const string Finished = "built";
    private static readonly TimeSpan MaxBuild = TimeSpan.FromMinutes(15);
    // The test runs inside MSBuild, whose variables would lead the other build astray.
    private static readonly string[] Unset =
        ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH",
            "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_HOST_PATH"];

    /// <exception cref="InvalidOperationException">The commit is not in this clone, or does not build.</exception>
    public static async Task<ProductBuild> Get(string commit)
    {
        var hash = (await Commands.Run(Repository.Root, "git", "rev-parse", "--verify", $"{commit}^{{commit}}")).Trim();
        var folder = Path.Combine(CacheFolder(), hash);
        Directory.CreateDirectory(folder);
        await using var only = await Lock(Path.Combine(folder, "lock"));
        if (!File.Exists(Path.Combine(folder, Finished)))
            await Build(hash, folder);
        return ProductBuild.In(Path.Combine(folder, "source"), hash[..7]);
    }

    private static async Task Build(string hash, string folder)
    {
        var source = Path.Combine(folder, "source");
        if (Directory.Exists(source))
            Directory.Delete(source, recursive: true);
        Directory.CreateDirectory(source);
        await Commands.Run(Repository.Root, "sh", "-c", "git archive \"$1\" | tar -x -C \"$2\"", "sh", hash, source);
        await Commands.Run(
            source, MaxBuild, "env",
            [.. Unset.SelectMany(name => new[] { "-u", name }), "dotnet", "build", "Silo/Silo.csproj", "-c", "Release",
                "--nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RestoreLockedMode=true"]);
        await File.WriteAllTextAsync(Path.Combine(folder, Finished), "");
    }

    // Two test runs that need it at once: one builds, the other waits.
    private static async Task<FileStream> Lock(string path)
    {
        FileStream? held = null;
        await Eventually.True(() => Task.FromResult((held = TryLock(path)) is not null), MaxBuild);
        return held!;
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string CacheFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "sanctum", "builds");
}
