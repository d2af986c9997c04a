using System.Text;

namespace Sanctum.Secrets;

/// <summary>A key in a file of its own.</summary>
internal static class SecretKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int MostTries = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads the key, or makes it when there is no file yet. Of several processes that start at once one makes it.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public static SecretKey ReadOrCreate(string path)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (new FileInfo(path) is not { Exists: true, Length: > 0 })
                    Create(path);
                return SecretKey.Parse(File.ReadAllText(path).Trim());
            }
            catch (IOException) when (tries < MostTries)
            {
                // Another process has it open to make the key.
                Thread.Sleep(Pause);
            }
        }
    }

    // Whoever has the file for itself makes the key, unless it is there by now; an empty file is one whose maker died.
    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        if (file.Length > 0)
            return;
        file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(SecretKey.Generate().Bytes)));
        file.Flush(flushToDisk: true);
    }
}
