using System.Text;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>
/// The file system of one container: a folder with nothing but places for what is to be seen, and the table, as of fstab(5), by
/// which that is mounted there. It is mounted by the container's first process and seen by no other, so the folder stays empty
/// and can be removed like any.
/// </summary>
internal sealed class ContainerRoot
{
    private const UnixFileMode ForAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly StringBuilder _table = new();

    public ContainerRoot(DirectoryInfo folder)
    {
        Path = System.IO.Path.Combine(folder.FullName, "root");
        Table = System.IO.Path.Combine(folder.FullName, "table");
        MakeFolder(Path);
    }

    public string Path { get; }

    /// <summary>Where <see cref="Write"/> writes the table.</summary>
    public string Table { get; }

    /// <summary>Shows a file or a folder of the host, which nobody can write to there; what is not there is not shown.</summary>
    public void Show(string source, string target)
    {
        if (Directory.Exists(source))
            Mount(source, MakeFolder(Place(target)), "none", "bind,ro,nosuid,nodev");
        else if (File.Exists(source))
            Mount(source, MakeFile(target), "none", "bind,ro,nosuid,nodev");
    }

    /// <summary>
    /// Shows what is at a path of the host, at the same path; a link, such as that of the time zone, says something by where it
    /// leads.
    /// </summary>
    public void ShowSame(string path)
    {
        if (new FileInfo(path) is { LinkTarget: { } aim })
            File.CreateSymbolicLink(Parented(path), aim);
        else
            Show(path, path);
    }

    /// <summary>Shows a device of the host.</summary>
    public void ShowDevice(string path) => Mount(path, MakeFile(path), "none", "bind,nosuid,noexec");

    /// <summary>Mounts a file system of the container's own.</summary>
    public void MountOwn(string kind, string target, string options) => Mount(kind, MakeFolder(Place(target)), kind, options);

    /// <summary>Makes an empty folder.</summary>
    public void Make(string target) => MakeFolder(Place(target));

    public void Write() => File.WriteAllText(Table, _table.ToString());

    private void Mount(string source, string place, string kind, string options) =>
        _table.Append(Escaped(source)).Append(' ').Append(Escaped(place)).Append(' ').Append(kind).Append(' ').Append(options)
            .Append(" 0 0\n");

    private string Place(string target) => Path + target;

    private string Parented(string target)
    {
        var place = Place(target);
        MakeFolder(System.IO.Path.GetDirectoryName(place)!);
        return place;
    }

    private string MakeFile(string target)
    {
        var place = Parented(target);
        File.WriteAllBytes(place, []);
        return place;
    }

    // Whatever files this process lets others read of those that it makes: the container's user is another.
    private static string MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return path;
        MakeFolder(System.IO.Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, ForAll);
        return path;
    }

    private static string Escaped(string path)
    {
        var text = new StringBuilder();
        foreach (var letter in path)
            text.Append(letter is ' ' or '\t' or '\n' or '\\' or '#'
                ? $"\\{Convert.ToString(letter, 8).PadLeft(3, '0')}"
                : letter.ToString());
        return text.ToString();
    }
}
