namespace Sanctum.Tools;

/// <summary>Where a tool runs, and so which limits hold for it.</summary>
public enum ToolIsolation
{
    /// <summary>
    /// As its kind does: a plug-in's tool that needs nothing of its plug-in like <see cref="Process"/>, all others like
    /// <see cref="None"/>.
    /// </summary>
    Default,

    /// <summary>Inside the process that hosts the grains: its time is limited, and nothing else.</summary>
    None,

    /// <summary>
    /// In a separate process, made for one call: its time, processor time and memory are limited by killing it, it is given
    /// none of the host's secrets, and it ends with the host.
    /// </summary>
    Process,

    /// <summary>
    /// Like <see cref="Process"/>, and in a container: it sees no files of the host, no network and no other processes, and can
    /// write to nothing but a small private folder. Where the machine cannot make one, the tool is not run.
    /// </summary>
    Container,
}
