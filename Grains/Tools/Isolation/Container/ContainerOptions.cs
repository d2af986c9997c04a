using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>What a tool has that runs in a container; section <c>Sanctum:Tools:Container</c>.</summary>
[Settings("Sanctum:Tools:Container", SettingsGroup.Agents)]
public sealed class ContainerOptions : IValidatableObject
{
    private static readonly string[] OfTheContainer = ["/app", "/dev", "/dotnet", "/old", "/proc", "/start", "/tmp", "/tool"];

    /// <summary>Processes and threads of one run; the .NET runtime has some 20 threads.</summary>
    [Range(32, 65_536)]
    public int MaxTasks { get; set; } = 128;

    /// <summary>
    /// What a run may write to its <c>/tmp</c>, which is all that it can write to. It is memory, and gone with the run.
    /// </summary>
    [Range(1L * 1024 * 1024, 1024L * 1024 * 1024 * 1024)]
    public long TemporaryBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// Files and folders of the host that are to be seen, such as <c>/usr/bin/python3</c>; nobody can write to them there.
    /// </summary>
    public List<string> VisiblePaths { get; set; } = [];

    /// <summary>
    /// A folder of a cgroup 2 file system in which this process may make groups, with the controllers <c>memory</c>, <c>pids</c>
    /// and <c>cpu</c>; each run has one there. Without it the kernel's limits of a process hold, and memory is watched.
    /// </summary>
    public string? Cgroup { get; set; }

    /// <summary>Processors' worth of time that a run may use at a time; it needs <see cref="Cgroup"/>.</summary>
    [Range(0.01, 1024)]
    public double Processors { get; set; } = 1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var path in VisiblePaths.Append(Cgroup).OfType<string>())
        {
            if (!Path.IsPathFullyQualified(path) || path == "/")
                yield return new ValidationResult($"'{path}' is not an absolute path below /.");
        }
        foreach (var path in VisiblePaths.Where(
            path => OfTheContainer.Any(own => path == own || path.StartsWith($"{own}/", StringComparison.Ordinal))))
            yield return new ValidationResult($"'{path}' is reserved for the container.", [nameof(VisiblePaths)]);
    }
}
