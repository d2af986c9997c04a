using System.Text;
using System.Text.Json;
using Wasmtime;
using WasmMemory = Wasmtime.Memory;

namespace Sanctum.Policies;

/// <summary>
/// One instance of a policy's module, with its store and memory, for one evaluation at a time. Its heap begins at the
/// same place for each evaluation, so what one left there is gone in the next.
/// </summary>
internal sealed class WasmInstance : IDisposable
{
    private const int SupportedVersion = 1;
    private const int FirstMinorVersionWithEval = 2;
    private const int MaxResultBytes = 64 * 1024;
    private const int MaxAbortBytes = 512;
    private const int Alignment = 8;

    private readonly WasmOptions _options;
    private readonly Store _store;
    private readonly WasmMemory _memory;
    private readonly Instance _instance;
    private readonly Func<int, int, int, int, int, int, int, int> _eval;
    private readonly Func<int, int> _dump;
    private readonly int _data;
    private readonly int _heap;
    private string? _failure;

    /// <exception cref="WasmRefusedException">It does not export what OPA's ABI asks for.</exception>
    /// <exception cref="WasmFailedException">It cannot be started.</exception>
    public WasmInstance(Module module, WasmRuntime runtime)
    {
        _options = runtime.Options;
        _store = new Store(runtime.Engine);
        try
        {
            _store.SetLimits(memorySize: _options.MaxMemoryBytes, tableElements: 100_000, instances: 1, tables: 4, memories: 1);
            Refuel();
            _memory = Guarded(() => WasmImports.CreateMemory(_store, module));
            var imports = WasmImports.Create(_store, module, _memory, Abort, CallBuiltin);
            _instance = Guarded(() => new Instance(_store, module, imports));
            RequireVersion();
            _eval = Require(_instance.GetFunction<int, int, int, int, int, int, int, int>("opa_eval"), "opa_eval");
            _dump = Require(_instance.GetFunction<int, int>("opa_json_dump"), "opa_json_dump");
            (_data, _heap) = LoadData();
        }
        catch
        {
            _store.Dispose();
            throw;
        }
    }

    /// <summary>Evaluates an entrypoint.</summary>
    /// <returns>The value; null where it is undefined.</returns>
    /// <exception cref="WasmFailedException">The evaluation ended without an answer.</exception>
    public JsonElement? Evaluate(int entrypoint, ReadOnlySpan<byte> input)
    {
        Refuel();
        var end = Reserve(input.Length);
        input.CopyTo(SpanAt(_heap, input.Length));
        var length = input.Length;
        var answer = ReadJson(Guarded(() => _eval(0, entrypoint, _data, _heap, length, end, 0)));
        // A set of results; an empty one is what is undefined.
        if (answer.ValueKind == JsonValueKind.Array && answer.GetArrayLength() == 0)
            return null;
        return answer.ValueKind == JsonValueKind.Array && answer[0].ValueKind == JsonValueKind.Object
            && answer[0].TryGetProperty("result", out var result)
            ? result
            : throw new WasmFailedException("its answer is not a set of results");
    }

    /// <summary>The names and ids that the module lists by <c>builtins</c> or <c>entrypoints</c>.</summary>
    public IReadOnlyDictionary<string, int> ReadNames(string list)
    {
        Refuel();
        var names = Require(_instance.GetFunction<int>(list), list);
        try
        {
            return ReadJson(Guarded(() => _dump(names()))).Deserialize<Dictionary<string, int>>() ?? [];
        }
        catch (JsonException)
        {
            throw new WasmRefusedException("wasm", $"does not list names by '{list}'.");
        }
    }

    public void Dispose() => _store.Dispose();

    // The documents below 'data' that the module does not carry itself are none.
    private (int Data, int Heap) LoadData()
    {
        var parse = Require(_instance.GetFunction<int, int, int>("opa_json_parse"), "opa_json_parse");
        var allocate = Require(_instance.GetFunction<int, int>("opa_malloc"), "opa_malloc");
        var heap = Require(_instance.GetFunction<int>("opa_heap_ptr_get"), "opa_heap_ptr_get");
        Require(_instance.GetAction<int>("opa_heap_ptr_set"), "opa_heap_ptr_set");
        return Guarded(() =>
        {
            var address = allocate(2);
            "{}"u8.CopyTo(SpanAt(address, 2));
            var data = parse(address, 2);
            return (data, heap());
        });
    }

    private void RequireVersion()
    {
        var (major, minor) = (ReadGlobal("opa_wasm_abi_version"), ReadGlobal("opa_wasm_abi_minor_version"));
        if (major != SupportedVersion || minor < FirstMinorVersionWithEval)
            throw new WasmRefusedException(
                "wasm",
                $"is of OPA's ABI {major}.{minor}; {SupportedVersion}.{FirstMinorVersionWithEval} or a later " +
                $"{SupportedVersion}.x is needed.");
    }

    private int ReadGlobal(string name) =>
        _instance.GetGlobal(name)?.GetValue() is int value
            ? value
            : throw new WasmRefusedException("wasm", $"does not export the global '{name}' of OPA's ABI.");

    private static T Require<T>(T? export, string name)
        where T : class =>
        export ?? throw new WasmRefusedException("wasm", $"does not export the function '{name}' of OPA's ABI.");

    private void Refuel()
    {
        _failure = null;
        _store.Fuel = (ulong)_options.MaxInstructions;
        _store.SetEpochDeadline((ulong)(_options.Timeout / WasmRuntime.Tick) + 1);
    }

    // Where the heap begins behind an input, which goes to its first place.
    private int Reserve(int inputLength)
    {
        var end = ((long)(uint)_heap + inputLength + Alignment) / Alignment * Alignment;
        if (end > _options.MaxMemoryBytes)
            throw new WasmFailedException($"its input does not fit its {_options.MaxMemoryBytes} bytes of memory");
        var missing = end - _memory.GetLength();
        if (missing > 0)
            Guarded(() => _memory.Grow((missing + WasmMemory.PageSize - 1) / WasmMemory.PageSize));
        return (int)end;
    }

    // A module may name any address.
    private Span<byte> SpanAt(int address, int length) => (uint)address + (long)length <= _memory.GetLength()
        ? _memory.GetSpan((uint)address, length)
        : throw new WasmFailedException("it named an address outside of its memory");

    private JsonElement ReadJson(int address)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(ReadText(address, MaxResultBytes));
        }
        catch (JsonException exception)
        {
            throw new WasmFailedException("its answer is not JSON", exception);
        }
    }

    // Ends with a zero, as texts in C do.
    private ReadOnlySpan<byte> ReadText(int address, int maxBytes)
    {
        var left = _memory.GetLength() - (uint)address;
        if (left <= 0)
            throw new WasmFailedException("its answer is outside of its memory");
        var text = _memory.GetSpan((uint)address, (int)Math.Min(left, maxBytes));
        var end = text.IndexOf((byte)0);
        return end < 0 ? throw new WasmFailedException($"its answer has more than {maxBytes} bytes") : text[..end];
    }

    private void Abort(int address) => throw Fail($"it aborted: {Encoding.UTF8.GetString(ReadText(address, MaxAbortBytes))}");

    // A module whose table of built-in functions is empty and that calls one all the same.
    private int CallBuiltin(int id) => throw Fail($"the built-in function {id} is not provided");

    // What is thrown across the module comes back as a trap.
    private WasmFailedException Fail(string reason) => new(_failure = reason);

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is WasmtimeException or ArgumentException)
        {
            throw new WasmFailedException(Describe(exception), exception);
        }
    }

    private string Describe(Exception exception) => _failure ?? exception switch
    {
        TrapException { Type: TrapCode.OutOfFuel } => $"it ran more than {_options.MaxInstructions} instructions",
        TrapException { Type: TrapCode.Interrupt } => $"it took longer than {_options.Timeout}",
        TrapException trap => $"it trapped: {trap.Type}",
        _ => WasmRuntime.FirstLine(exception.Message),
    };
}
