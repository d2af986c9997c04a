using System.Collections.Frozen;
using Sanctum.Storage;
using Wasmtime;
using WasmMemory = Wasmtime.Memory;

namespace Sanctum.Policies;

/// <summary>What a module may ask of its host: the memory and functions of OPA's ABI.</summary>
internal static class WasmImports
{
    /// <summary>How much of a name that a module chose is shown.</summary>
    public const int MaxNameCharacters = 100;

    private const string Environment = "env";
    private const string MemoryName = "memory";
    private const string AbortName = "opa_abort";
    private const string PrintName = "opa_println";

    private static readonly FrozenSet<string> Builtins =
        FrozenSet.Create("opa_builtin0", "opa_builtin1", "opa_builtin2", "opa_builtin3", "opa_builtin4");

    /// <exception cref="WasmRefusedException">It imports something else.</exception>
    public static void Check(Module module)
    {
        if (module.Imports.FirstOrDefault(import => import.ModuleName != Environment || !IsKnown(import)) is { } other)
        {
            var name = StorableText.Cut($"{other.ModuleName}.{other.Name}", MaxNameCharacters, "…");
            throw new WasmRefusedException("wasm", $"imports '{name}', which OPA's ABI does not have.");
        }
        if (module.Imports.Count(import => import is MemoryImport) != 1)
            throw new WasmRefusedException("wasm", "does not import the memory 'env.memory' of OPA's ABI.");
    }

    /// <summary>The memory that a module asks for.</summary>
    public static WasmMemory CreateMemory(Store store, Module module)
    {
        var wanted = module.Imports.OfType<MemoryImport>().Single();
        return new WasmMemory(store, wanted.Minimum, wanted.Maximum);
    }

    /// <summary>Everything that a module imports, in its order.</summary>
    /// <param name="store">Where the instance will be.</param>
    /// <param name="module">The module.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="abort">Called with the address of the reason when the policy gives up.</param>
    /// <param name="callBuiltin">Called with the id of a built-in function.</param>
    public static object[] Create(
        Store store, Module module, WasmMemory memory, Action<int> abort, Func<int, int> callBuiltin) =>
        [.. module.Imports.Select<Import, object>(import => import.Name switch
        {
            MemoryName => memory,
            AbortName => Function.FromCallback(store, abort),
            // What a policy prints is for the author of the policy, who is not here.
            PrintName => Function.FromCallback(store, (int _) => { }),
            var builtin => CreateBuiltin(store, builtin[^1] - '0', callBuiltin),
        })];

    private static bool IsKnown(Import import) => import switch
    {
        MemoryImport memory => memory is { Name: MemoryName, Is64Bit: false },
        FunctionImport { Name: AbortName or PrintName } function =>
            Takes(function, 1) && function.Results.Count == 0,
        FunctionImport function when Builtins.Contains(function.Name) =>
            Takes(function, function.Name[^1] - '0' + 2) && function.Results is [ValueKind.Int32],
        _ => false,
    };

    private static bool Takes(FunctionImport function, int count) =>
        function.Parameters.Count == count && function.Parameters.All(kind => kind == ValueKind.Int32);

    // The first two arguments are the function's id and a context that is reserved.
    private static Function CreateBuiltin(Store store, int arguments, Func<int, int> call) => arguments switch
    {
        0 => Function.FromCallback(store, (int id, int _) => call(id)),
        1 => Function.FromCallback(store, (int id, int _, int _) => call(id)),
        2 => Function.FromCallback(store, (int id, int _, int _, int _) => call(id)),
        3 => Function.FromCallback(store, (int id, int _, int _, int _, int _) => call(id)),
        _ => Function.FromCallback(store, (int id, int _, int _, int _, int _, int _) => call(id)),
    };
}
