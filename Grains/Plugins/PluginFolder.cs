using System.Globalization;
using System.Text.RegularExpressions;

namespace Sanctum.Plugins;

/// <summary>The folder of one plug-in: it is named as the plug-in, and so is the assembly in it.</summary>
internal sealed partial record PluginFolder(string Name, string Path)
{
    public const string NameRule = "must match ^[A-Za-z][A-Za-z0-9._-]{0,63}$";

    /// <summary>The plug-ins in a folder, by name; none where there is no folder.</summary>
    public static IReadOnlyList<PluginFolder> AllIn(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateDirectories(folder)
            .Select(path => new PluginFolder(System.IO.Path.GetFileName(path), path))
            .Where(plugin => Pattern().IsMatch(plugin.Name))
            .OrderBy(plugin => plugin.Name, StringComparer.Ordinal)];

    /// <summary>Tells whether files changed: names, lengths and times of all of them.</summary>
    public string Stamp()
    {
        try
        {
            return string.Join('\n', Files().Select(file => string.Create(
                CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")));
        }
        catch (Exception exception) when (exception is PluginRefusedException or IOException or UnauthorizedAccessException)
        {
            // The loader reports it.
            return exception.Message;
        }
    }

    /// <summary>Copies the files to a folder of their own, so that they can be replaced while their code is in memory.</summary>
    /// <returns>Where the assembly is in the copy.</returns>
    /// <exception cref="PluginRefusedException">There is no such assembly, or something beside it that is not taken.</exception>
    public string CopyTo(string target)
    {
        var files = Files();
        var assembly = files.FirstOrDefault(
            file => file.DirectoryName == Path && file.Name.Equals($"{Name}.dll", StringComparison.OrdinalIgnoreCase))
            ?? throw new PluginRefusedException($"There is no {Name}.dll in its folder; the assembly is named as the folder is.");
        foreach (var file in files)
        {
            var copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(Path, file.FullName));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            PluginFiles.Copy(file, copy);
        }
        return System.IO.Path.Combine(target, assembly.Name);
    }

    private IReadOnlyList<FileInfo> Files() => Directory.Exists(Path) ? PluginFiles.In(Path) : [];

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Pattern();
}
