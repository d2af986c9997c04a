namespace Sanctum.Tools.Isolation;

/// <summary>What holds a tool that runs in a separate process.</summary>
public enum ToolSandbox
{
    /// <summary>Limits on time, processor time and memory; it has the host's user, files and network.</summary>
    Process,

    /// <summary>
    /// The same limits and a container, in which it sees neither files of the host, nor a network, nor other processes.
    /// </summary>
    Container,
}
