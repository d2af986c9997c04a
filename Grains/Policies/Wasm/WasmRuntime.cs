using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wasmtime;

namespace Sanctum.Policies;

/// <summary>
/// The engine that runs modules in this process. A module has no way out of its memory: it imports what OPA's ABI names and
/// nothing else, and its instructions, time and memory are bounded.
/// </summary>
internal sealed partial class WasmRuntime : IDisposable
{
    /// <summary>The unit of <see cref="WasmOptions.Timeout"/>.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private const int MaxStackBytes = 256 * 1024;

    private readonly Lazy<Engine> _engine;
    private readonly Lazy<ITimer> _ticks;
    private readonly PolicyMeter _meter;
    private readonly ILogger _logger;

    public WasmRuntime(IOptions<WasmOptions> options, PolicyMeter meter, TimeProvider clock, ILogger<WasmRuntime> logger)
    {
        (Options, _meter, _logger) = (options.Value, meter, logger);
        _engine = new(CreateEngine);
        // Only once there is a module: until then nothing ticks.
        _ticks = new(() => clock.CreateTimer(_ => _engine.Value.IncrementEpoch(), null, Tick, Tick));
    }

    /// <summary>The bounds.</summary>
    public WasmOptions Options { get; }

    /// <summary>Where modules are compiled.</summary>
    public Engine Engine => _engine.Value;

    /// <summary>Compiles a module.</summary>
    /// <exception cref="WasmRefusedException">It is none.</exception>
    public Module Compile(string name, ReadOnlySpan<byte> bytes)
    {
        _ = _ticks.Value;
        try
        {
            return Module.FromBytes(_engine.Value, name, bytes);
        }
        catch (WasmtimeException exception)
        {
            throw new WasmRefusedException("wasm", $"is no module of WebAssembly: {FirstLine(exception.Message)}");
        }
    }

    /// <summary>A module was evaluated.</summary>
    public void Evaluated(TimeSpan duration) => _meter.Evaluated(duration, hasAnswered: true);

    /// <summary>A module could not be evaluated.</summary>
    public void Failed(string name, TimeSpan duration, WasmFailedException failure)
    {
        _meter.Evaluated(duration, hasAnswered: false);
        NotEvaluated(_logger, name, failure.Message);
    }

    // A tick may be under way, and needs the engine; that goes with the last that refers to it.
    public void Dispose()
    {
        if (_ticks.IsValueCreated)
            _ticks.Value.Dispose();
    }

    /// <summary>The first line of what the engine says; the others are a trace.</summary>
    public static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();

    // Without signals, which the process has other uses for: bounds are checked by instructions.
    private static Engine CreateEngine() => new(new Config()
        .WithFuelConsumption(true)
        .WithEpochInterruption(true)
        .WithMaximumStackSize(MaxStackBytes)
        .WithSignalsBasedTraps(false)
        .WithStaticMemoryMaximumSize(0)
        .WithMemoryGuardSize(0)
        .WithWasmThreads(false)
        .WithMultiMemory(false)
        .WithMemory64(false));

    [LoggerMessage(2461, LogLevel.Warning, "Policy {Name} could not be evaluated ({Reason}); the action is refused")]
    private static partial void NotEvaluated(ILogger logger, string name, string reason);
}
