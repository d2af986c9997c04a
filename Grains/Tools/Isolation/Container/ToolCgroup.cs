using System.Globalization;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>
/// The control group (cgroup 2) of one call, in which the kernel counts memory, processor and tasks of all that the tool started
/// together.
/// </summary>
internal sealed class ToolCgroup : IDisposable
{
    private const int PeriodMicroseconds = 100_000;

    private ToolCgroup(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="SandboxUnavailableException">There is no such folder, or it is not ours to limit anything in.</exception>
    public static ToolCgroup Create(string parent, ContainerOptions options, long memoryBytes)
    {
        if (!File.Exists(System.IO.Path.Combine(parent, "cgroup.controllers")))
            throw new SandboxUnavailableException(
                $"'{parent}' of {nameof(ContainerOptions.Cgroup)} is not a folder of a cgroup 2 file system");
        var group = new ToolCgroup(System.IO.Path.Combine(parent, $"tool-{Guid.NewGuid():N}"));
        try
        {
            // Whoever delegates a group leaves it to its owner to have the kernel count in what is made there.
            File.WriteAllText(System.IO.Path.Combine(parent, "cgroup.subtree_control"), "+memory +pids +cpu");
            Directory.CreateDirectory(group.Path);
            group.Limit("memory.max", memoryBytes);
            // Without swap the kernel has no such file.
            if (File.Exists(group.PathOf("memory.swap.max")))
                group.Limit("memory.swap.max", 0);
            group.Limit("memory.oom.group", 1);
            group.Limit("pids.max", options.MaxTasks);
            group.Limit("cpu.max", $"{(long)(options.Processors * PeriodMicroseconds)} {PeriodMicroseconds}");
            return group;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            group.Dispose();
            throw new SandboxUnavailableException(
                $"no limited group can be created in {nameof(ContainerOptions.Cgroup)}: {exception.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Removes it; all that was in it has ended.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path);
    }

    private void Limit(string name, IFormattable value) => Limit(name, value.ToString(null, CultureInfo.InvariantCulture));

    // Opened, never made: what the kernel has no file for it does not limit.
    private void Limit(string name, string value)
    {
        using var file = new StreamWriter(new FileStream(PathOf(name), FileMode.Open, FileAccess.Write));
        file.Write(value);
    }

    private string PathOf(string name) => System.IO.Path.Combine(Path, name);
}
