using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Sanctum.Storage;
using Wasmtime;

namespace Sanctum.Policies;

/// <summary>
/// A compiled policy by OPA's WebAssembly ABI 1.x (https://www.openpolicyagent.org/docs/wasm), with instances that wait for their
/// next evaluation. An instance evaluates one act at a time; one that failed is not used again.
/// </summary>
internal sealed class WasmModule : IDisposable
{
    /// <summary>The most bytes of a module.</summary>
    public const int MaxBytes = 512 * 1024;

    private readonly Module _module;
    private readonly string _name;
    private readonly WasmRuntime _runtime;
    private readonly int _entrypoint;
    private readonly ConcurrentBag<WasmInstance> _idle = [];
    private volatile bool _isDisposed;

    private WasmModule(string name, Module module, WasmRuntime runtime, int entrypoint) =>
        (_name, _module, _runtime, _entrypoint) = (name, module, runtime, entrypoint);

    /// <summary>Compiles a module and makes sure that it is a policy that can run here.</summary>
    /// <exception cref="WasmRefusedException">It is not; the message says why.</exception>
    public static WasmModule Load(WasmRuntime runtime, string name, ReadOnlySpan<byte> bytes, string entrypoint)
    {
        var module = runtime.Compile(name, bytes);
        try
        {
            WasmImports.Check(module);
            using var first = new WasmInstance(module, runtime);
            return new WasmModule(name, module, runtime, Inspect(first, entrypoint));
        }
        catch (WasmFailedException exception)
        {
            module.Dispose();
            throw new WasmRefusedException("wasm", $"cannot be started: {exception.Message}");
        }
        catch (WasmRefusedException)
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Evaluates the entrypoint with an input in JSON.</summary>
    /// <returns>The value; null where it is undefined.</returns>
    /// <exception cref="WasmFailedException">The evaluation ended without an answer.</exception>
    public JsonElement? Evaluate(ReadOnlySpan<byte> input)
    {
        var begunAt = Stopwatch.GetTimestamp();
        WasmInstance? instance = null;
        try
        {
            instance = _idle.TryTake(out var waiting) ? waiting : new WasmInstance(_module, _runtime);
            var result = instance.Evaluate(_entrypoint, input);
            Return(ref instance);
            _runtime.Evaluated(Stopwatch.GetElapsedTime(begunAt));
            return result;
        }
        catch (WasmFailedException failure)
        {
            _runtime.Failed(_name, Stopwatch.GetElapsedTime(begunAt), failure);
            throw;
        }
        finally
        {
            instance?.Dispose();
        }
    }

    // An evaluation that has begun may still make an instance, so the code itself goes with the last that refers to it.
    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var instance))
            instance.Dispose();
    }

    private void Return(ref WasmInstance? instance)
    {
        if (_isDisposed || _idle.Count >= _runtime.Options.MaxIdleInstances)
            return;
        _idle.Add(instance!);
        instance = null;
        if (_isDisposed && _idle.TryTake(out var late))
            late.Dispose();
    }

    private static int Inspect(WasmInstance instance, string entrypoint)
    {
        if (instance.ReadNames("builtins") is { Count: > 0 } builtins)
            throw new WasmRefusedException(
                "wasm", $"needs the built-in function '{Shown(builtins.Keys.First())}', which is not provided here.");
        var entrypoints = instance.ReadNames("entrypoints");
        return entrypoints.TryGetValue(entrypoint, out var id)
            ? id
            : throw new WasmRefusedException(
                "entrypoint",
                $"'{Shown(entrypoint)}' is none of the module's: {string.Join(", ", entrypoints.Keys.Take(10).Select(Shown))}.");
    }

    private static string Shown(string name) => StorableText.Cut(name, WasmImports.MaxNameCharacters, "…");
}
