namespace Sanctum.Secrets;

/// <summary>A key in a file of its own.</summary>
internal static class SecretKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the key, or makes it when there is no file yet. Of several processes that start at once one makes it.</summary>
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
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
