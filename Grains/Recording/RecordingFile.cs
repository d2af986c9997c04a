namespace Sanctum.Recording;

/// <summary>A recording that nobody writes.</summary>
internal static class RecordingFile
{
    /// <summary>Removes lines: writes the others to a file beside it, which then takes its place.</summary>
    /// <returns>How many.</returns>
    public static int Remove(string path, Predicate<string> isRemoved)
    {
        if (!File.ReadLines(path).Any(line => isRemoved(line)))
            return 0;
        var (beside, removed) = (path + ".erasing", 0);
        var access = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var kept = new StreamWriter(beside, access) { NewLine = "\n" })
        {
            foreach (var line in File.ReadLines(path))
            {
                if (isRemoved(line))
                    removed++;
                else
                    kept.WriteLine(line);
            }
            kept.Flush();
            ((FileStream)kept.BaseStream).Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
        return removed;
    }
}
