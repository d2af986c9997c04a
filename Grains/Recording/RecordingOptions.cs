using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Recording;

/// <summary>
/// Recording and replay of what passes between agents, models and tools; section <c>Sanctum:Models:Recording</c>.
/// </summary>
[Settings("Sanctum:Models:Recording", SettingsGroup.Agents)]
public sealed class RecordingOptions
{
    /// <summary>Whether traffic is recorded, or replayed instead of asking models and tools.</summary>
    public RecordingMode Mode { get; set; }

    /// <summary>The file; recording adds to it. It holds conversations, so only its owner may read it.</summary>
    public string Path { get; set; } = "";

    /// <summary>Most bytes of the file; beyond them nothing more is recorded.</summary>
    [Range(1024, 1L << 40)]
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>What is wrong with the path, or null.</summary>
    internal string? Fault() => Mode switch
    {
        RecordingMode.Off => null,
        _ when Path.Length == 0 => "is empty; name the file of the recording",
        RecordingMode.Replay when !File.Exists(Path) => $"'{Path}' is no file",
        RecordingMode.Record when !Directory.Exists(
            System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))) => $"'{Path}' is in no folder that exists",
        _ => null,
    };
}

/// <summary>What is done with traffic.</summary>
public enum RecordingMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It is asked for as ever and written down.</summary>
    Record,

    /// <summary>Answers come from the file; no model and no tool that reaches outside is asked.</summary>
    Replay,
}
