using Microsoft.Extensions.Options;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>
/// Starts a tool's program in separate namespaces: it sees no files but the .NET runtime, the system's libraries,
/// <c>ToolHost</c> and its own code, no network, and no process but its own; it is nobody, and can become nobody else.
/// </summary>
internal sealed class ContainerSandbox(IOptions<ContainerOptions> options) : IToolSandbox
{
    private const string AppFolder = "/app";
    private const string ToolFolder = "/tool";
    private const string RuntimeFolder = "/dotnet";
    private const string StartFolder = "/start";
    private const string Temporary = "/tmp";
    private const string Nobody = "65534";
    private static readonly string[] SystemFolders = [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime"];
    private static readonly string[] Devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];
    private static readonly string[] StartPrograms = ["sh", "unshare", "setpriv", "umount"];
    private static readonly string[] ProgramFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    private readonly ContainerOptions _options = options.Value;

    /// <exception cref="SandboxUnavailableException">This machine lacks what a container needs.</exception>
    public ToolLaunch Prepare(ToolProcessRequest request, IsolationOptions limits, DirectoryInfo folder)
    {
        var root = RootFor(request.Program, folder);
        var group = _options.Cgroup is { } parent ? ToolCgroup.Create(parent, _options, limits.MemoryBytes) : null;
        var start = ToolProcessStart.With(Program("unshare"), limits, Temporary);
        start.WorkingDirectory = "/";
        foreach (var argument in Namespaces()
            .Concat(["/bin/sh", "-c", ContainerScript.Make, "container", root.Path, root.Table, group?.Path ?? ""]))
            start.ArgumentList.Add(argument);
        foreach (var argument in Rights().Concat([$"{RuntimeFolder}/dotnet", $"{AppFolder}/{ToolHostFiles.Main}"]))
            start.ArgumentList.Add(argument);
        var program = request.Program with { AssemblyPath = PathInside(request.Program.AssemblyPath) };
        return new ToolLaunch(start, request with { Program = program, MaxTasks = _options.MaxTasks }, IsContainer: true, group);
    }

    // Who is not root has the rights to all that only in a user namespace.
    private static IEnumerable<string> Namespaces() =>
        [.. Environment.IsPrivilegedProcess ? (string[])[] : ["--user", "--map-root-user"],
            "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child=KILL"];

    // Root stops being it outside of the container too: files that are seen by mistake, signals and the kernel's settings know
    // him by his number.
    private static IEnumerable<string> Rights() =>
    [
        .. Environment.IsPrivilegedProcess
            ? (string[])[
                $"{StartFolder}/setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups",
                $"{StartFolder}/unshare", "--user", "--map-root-user"]
            : [],
        $"{StartFolder}/sh", "-c", ContainerScript.GiveUpRights, "unprivileged",
    ];

    private ContainerRoot RootFor(ToolProgram program, DirectoryInfo folder)
    {
        var root = new ContainerRoot(folder);
        root.Make("/old");
        root.MountOwn("proc", "/proc", "nosuid,nodev,noexec");
        root.MountOwn("tmpfs", Temporary, $"nosuid,nodev,mode=1777,size={_options.TemporaryBytes}");
        foreach (var device in Devices)
            root.ShowDevice(device);
        foreach (var path in SystemFolders)
            root.ShowSame(path);
        foreach (var name in StartPrograms)
            root.Show(Program(name), $"{StartFolder}/{name}");
        root.Show(ToolHostFiles.RuntimeFolder, RuntimeFolder);
        foreach (var file in ToolHostFiles.All)
            root.Show(file, $"{AppFolder}/{Path.GetFileName(file)}");
        ShowCode(root, program.AssemblyPath);
        foreach (var path in _options.VisiblePaths)
        {
            if (!Path.Exists(path))
                throw new SandboxUnavailableException($"'{path}' of {nameof(ContainerOptions.VisiblePaths)} is not there");
            root.Show(path, path);
        }
        root.Write();
        return root;
    }

    // A plug-in's folder is a copy with nothing else in it; ours may hold settings, logs and keys.
    private static void ShowCode(ContainerRoot root, string assembly)
    {
        if (!IsOurs(assembly))
            root.Show(Path.GetDirectoryName(assembly)!, ToolFolder);
        else if (!ToolHostFiles.All.Contains(assembly))
            root.Show(assembly, PathInside(assembly));
    }

    private static string PathInside(string assembly) =>
        $"{(IsOurs(assembly) ? AppFolder : ToolFolder)}/{Path.GetFileName(assembly)}";

    private static bool IsOurs(string assembly) =>
        Path.GetDirectoryName(assembly) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    private static string Program(string name) =>
        ProgramFolders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new SandboxUnavailableException($"the program '{name}' was not found; it is part of util-linux");
}
