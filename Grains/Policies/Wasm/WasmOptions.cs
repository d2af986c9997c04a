using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Policies;

/// <summary>Bounds of policies in WebAssembly, each for one evaluation; section <c>Sanctum:Policies:Wasm</c>.</summary>
[Settings("Sanctum:Policies:Wasm", SettingsGroup.Security)]
public sealed class WasmOptions
{
    /// <summary>Instructions that one evaluation may run (fuel); one that runs more is undecided.</summary>
    [Range(10_000, 10_000_000_000)]
    public long MaxInstructions { get; set; } = 20_000_000;

    /// <summary>How long one evaluation may take, for instructions that move much memory at once.</summary>
    [TimeRange("00:00:00.020", "00:00:10")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Memory that an instance may use; it has the module's own size at least.</summary>
    [Range(131_072, 268_435_456)]
    public long MaxMemoryBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Instances of a module that wait for their next evaluation; others are made when needed.</summary>
    [Range(0, 256)]
    public int MaxIdleInstances { get; set; } = 4;
}
