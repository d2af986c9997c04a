using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sanctum.Plugins;

/// <summary>
/// The files of a plug-in's folder, of which others say what is in it: no links are followed, and what is too much ends the walk,
/// not what comes behind it.
/// </summary>
internal static class PluginFiles
{
    private const int MaxFiles = 10_000;
    private const int MaxDepth = 16;
    private const long MaxBytes = 256L * 1024 * 1024;

    /// <summary>All files, in the same order each time.</summary>
    /// <exception cref="PluginRefusedException">There is a link, or too much.</exception>
    public static IReadOnlyList<FileInfo> In(string folder)
    {
        var root = new DirectoryInfo(folder);
        if (root.LinkTarget is not null)
            throw new PluginRefusedException("Its folder is a link; links are not followed.");
        var (files, bytes, entries) = (new List<FileInfo>(), 0L, 0);
        var folders = new Stack<(DirectoryInfo Folder, int Depth)>([(root, 0)]);
        while (folders.TryPop(out var next))
        {
            foreach (var entry in next.Folder.EnumerateFileSystemInfos())
            {
                if (++entries > MaxFiles)
                    throw new PluginRefusedException($"Its folder contains more than {MaxFiles} files and folders, the limit.");
                if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    throw new PluginRefusedException(
                        $"Its folder contains the link '{Path.GetRelativePath(folder, entry.FullName)}'; " +
                        "links are not followed.");
                if (entry is DirectoryInfo inner)
                    folders.Push(next.Depth < MaxDepth
                        ? (inner, next.Depth + 1)
                        : throw new PluginRefusedException($"Its folder is deeper than {MaxDepth} folders, the limit."));
                else if (entry is FileInfo file && (bytes += file.Length) <= MaxBytes)
                    files.Add(file);
                else
                    throw new PluginRefusedException($"Its folder contains more than {MaxBytes} bytes, the limit.");
            }
        }
        files.Sort((one, other) => string.CompareOrdinal(one.FullName, other.FullName));
        return files;
    }

    /// <summary>Copies a file, as long as it was when it was found.</summary>
    /// <exception cref="PluginRefusedException">It is no file, such as a pipe, which would be waited for.</exception>
    public static void Copy(FileInfo file, string target)
    {
        using var source = Open(file);
        if (!source.CanSeek)
            throw new PluginRefusedException($"'{file.Name}' in its folder is not a file.");
        using var copy = new FileStream(target, FileMode.CreateNew);
        var buffer = new byte[81_920];
        for (var left = file.Length; left > 0;)
        {
            var read = source.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
                return;
            copy.Write(buffer, 0, read);
            left -= read;
        }
    }

    private static FileStream Open(FileInfo file)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return file.OpenRead();
        var descriptor = OpenWithoutWaiting(file.FullName, OperatingSystem.IsLinux() ? 0x800 | 0x80000 : 0x4 | 0x1000000);
        return descriptor >= 0
            ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read)
            : throw new PluginRefusedException(
                $"'{file.Name}' in its folder cannot be read: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    // O_NONBLOCK and O_CLOEXEC: a pipe that is opened without them blocks until somebody writes to it.
    [DllImport(
        "libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true,
        SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenWithoutWaiting(string path, int flags);
}
