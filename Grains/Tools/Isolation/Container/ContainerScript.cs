namespace Sanctum.Tools.Isolation.Container;

/// <summary>The shell scripts that make a container; they lie beside this file.</summary>
internal static class ContainerScript
{
    /// <summary>Mounts what is to be seen, and lets go of all else.</summary>
    public static string Make { get; } = Read("container.sh");

    /// <summary>Gives up every right.</summary>
    public static string GiveUpRights { get; } = Read("unprivileged.sh");

    private static string Read(string name)
    {
        using var script = new StreamReader(
            typeof(ContainerScript).Assembly.GetManifestResourceStream($"Sanctum.Tools.Isolation.Container.{name}")!);
        return script.ReadToEnd();
    }
}
