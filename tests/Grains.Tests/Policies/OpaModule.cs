using Wasmtime;

namespace Sanctum.Policies;

/// <summary>
/// A module by OPA's published ABI, written by hand: no compiler of it is to be had here. It answers by its entrypoint; the first
/// one denies where the input names the tool "shell".
/// </summary>
internal static class OpaModule
{
    public const string Decision = "sanctum/decision";

    /// <summary>The names and what they do, in the order of their numbers.</summary>
    public static readonly string[] Entrypoints =
        [Decision, "loop", "abort", "grow", "undefined", "trap", "builtin", "fill", "number", "long", "outside", "state"];

    private const string Sound =
        """
        (module
          (import "env" "memory" (memory 2))
          (import "env" "opa_abort" (func $abort (param i32)))
          (import "env" "opa_println" (func $print (param i32)))
          (import "env" "opa_builtin0" (func $builtin0 (param i32 i32) (result i32)))
          (import "env" "opa_builtin4" (func $builtin4 (param i32 i32 i32 i32 i32 i32) (result i32)))
          (global (export "opa_wasm_abi_version") i32 (i32.const 1))
          (global (export "opa_wasm_abi_minor_version") i32 (i32.const MINOR))
          (global $heap (mut i32) (i32.const 4096))
          (global $calls (mut i32) (i32.const 0))
          (data (i32.const 8) "BUILTINS\00")
          (data (i32.const 128) "ENTRYPOINTS\00")
          (data (i32.const 1024) "[{\22result\22:true}]\00")
          (data (i32.const 1100) "[{\22result\22:{\22allow\22:false,\22reason\22:\22no shell.\22}}]\00")
          (data (i32.const 1200) "[]\00")
          (data (i32.const 1300) "[{\22result\22:7}]\00")
          (data (i32.const 1400) "memory is full\00")
          (data (i32.const 1500) "[{\22result\22:false}]\00")
          (func (export "builtins") (result i32) (i32.const 8))
          (func (export "entrypoints") (result i32) (i32.const 128))
          (func (export "opa_json_dump") (param $value i32) (result i32) (local.get $value))
          (func (export "opa_json_parse") (param i32 i32) (result i32) (i32.const 8))
          (func (export "opa_heap_ptr_get") (result i32) (global.get $heap))
          (func (export "opa_heap_ptr_set") (param $to i32) (global.set $heap (local.get $to)))
          (func (export "opa_malloc") (param $size i32) (result i32)
            (global.get $heap)
            (global.set $heap (i32.add (global.get $heap) (i32.add (local.get $size) (i32.const 8)))))
          (func $names_shell (param $at i32) (param $length i32) (result i32)
            (local $end i32)
            (local.set $end (i32.add (local.get $at) (i32.sub (local.get $length) (i32.const 7))))
            (loop $next
              (if (i32.and (i32.eq (i32.load (local.get $at)) (i32.const 0x65687322))
                           (i32.eq (i32.load (i32.add (local.get $at) (i32.const 3))) (i32.const 0x226c6c65)))
                (then (return (i32.const 1))))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br_if $next (i32.le_u (local.get $at) (local.get $end))))
            (i32.const 0))
          (func (export "opa_eval")
            (param $reserved i32) (param $entrypoint i32) (param $data i32) (param $input i32) (param $length i32)
            (param $from i32) (param $format i32) (result i32)
            (if (i32.or (local.get $reserved) (local.get $format)) (then (unreachable)))
            (if (i32.lt_u (local.get $from) (i32.add (local.get $input) (local.get $length))) (then (unreachable)))
            (global.set $heap (local.get $from))
            (call $print (i32.const 1400))
            (if (i32.eq (local.get $entrypoint) (i32.const 1)) (then (loop $forever (br $forever))))
            (if (i32.eq (local.get $entrypoint) (i32.const 2)) (then (call $abort (i32.const 1400))))
            (if (i32.eq (local.get $entrypoint) (i32.const 3))
              (then (if (i32.eq (memory.grow (i32.const 2000)) (i32.const -1)) (then (call $abort (i32.const 1400))))))
            (if (i32.eq (local.get $entrypoint) (i32.const 4)) (then (return (i32.const 1200))))
            (if (i32.eq (local.get $entrypoint) (i32.const 5)) (then (unreachable)))
            (if (i32.eq (local.get $entrypoint) (i32.const 6)) (then (drop (call $builtin0 (i32.const 7) (i32.const 0)))))
            (if (i32.eq (local.get $entrypoint) (i32.const 7))
              (then (loop $filling
                (memory.fill (i32.const 8192) (i32.const 1) (i32.const 100000))
                (br $filling))))
            (if (i32.eq (local.get $entrypoint) (i32.const 8)) (then (return (i32.const 1300))))
            (if (i32.eq (local.get $entrypoint) (i32.const 9))
              (then (memory.fill (i32.const 8192) (i32.const 32) (i32.const 100000)) (return (i32.const 8192))))
            (if (i32.eq (local.get $entrypoint) (i32.const 10)) (then (return (i32.const -16))))
            (if (i32.eq (local.get $entrypoint) (i32.const 11))
              (then
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (return (select (i32.const 1024) (i32.const 1500) (i32.eq (global.get $calls) (i32.const 1))))))
            (select (i32.const 1100) (i32.const 1024) (call $names_shell (local.get $input) (local.get $length)))))
        """;

    /// <summary>The module's bytes.</summary>
    /// <param name="builtins">The built-in functions that it says it needs, as JSON.</param>
    /// <param name="minor">Its minor version of the ABI.</param>
    /// <param name="change">A text of the source and what takes its place.</param>
    public static byte[] Compile(string builtins = "{}", int minor = 3, (string Old, string New)? change = null)
    {
        var names = "{" + string.Join(',', Entrypoints.Select((name, id) => $"\"{name}\":{id}")) + "}";
        var source = Sound.Replace("BUILTINS", Escaped(builtins), StringComparison.Ordinal)
            .Replace("ENTRYPOINTS", Escaped(names), StringComparison.Ordinal)
            .Replace("MINOR", $"{minor}", StringComparison.Ordinal);
        if (change is var (old, replacement))
        {
            Assert.Contains(old, source, StringComparison.Ordinal);
            source = source.Replace(old, replacement, StringComparison.Ordinal);
        }
        return Module.ConvertText(source);
    }

    /// <summary>A policy document with the module.</summary>
    public static string Document(string entrypoint = Decision, byte[]? module = null, string action = "tool.execute") =>
        $"""
        description: A module of the tests.
        actions: [{action}]
        entrypoint: {entrypoint}
        wasm: {Convert.ToBase64String(module ?? Compile())}
        """;

    private static string Escaped(string json) => json.Replace("\"", "\\22", StringComparison.Ordinal);
}
