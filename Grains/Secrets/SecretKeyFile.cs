using System.Runtime.InteropServices;

namespace Sanctum.Secrets;

/// <summary>A key in a file of its own.</summary>
internal static class SecretKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Reads the key, or makes it when there is no file yet. Of several processes that start at once one makes it.
    /// </summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public static SecretKey ReadOrCreate(string path)
    {
        if (!File.Exists(path))
            TryCreate(path);
        return SecretKey.Parse(File.ReadAllText(path).Trim());
    }

    private static void TryCreate(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // The key gets its name only once it is whole, so nobody reads half of it.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(draft, options))
            writer.Write(Convert.ToBase64String(SecretKey.Generate().Bytes));
        try
        {
            GiveName(draft, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first.
        }
        finally
        {
            File.Delete(draft);
        }
    }

    // On Unix a move that must not overwrite is a look and a rename, between which another process gives its own key the name. A
    // link is made by one of them only.
    private static void GiveName(string draft, string path)
    {
        if (OperatingSystem.IsWindows() || (Link(draft, path) != 0 && !File.Exists(path)))
            File.Move(draft, path, overwrite: false);
    }

    [DllImport("libc", EntryPoint = "link", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(string target, string name);
}
