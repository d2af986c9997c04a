using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Policies;

/// <summary>Against a module written by hand to OPA's published ABI: no compiler of it is to be had here.</summary>
public sealed class WasmPolicyTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<WasmRuntime> _runtimes = [];

    public void Dispose()
    {
        foreach (var runtime in _runtimes)
            runtime.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void The_value_of_the_entrypoint_decides_by_the_act()
    {
        using var policy = Read(OpaModule.Document());

        Assert.True(policy.IsConcerned("tool.execute"));
        Assert.False(policy.IsConcerned("memory.write"));
        Assert.Equal(PolicyDecision.Deny("no shell."), policy.Decide(Act("shell")));
        Assert.Equal(PolicyDecision.Allow, policy.Decide(Act("calculate")));
        Assert.Equal(PolicyDecision.Deny("no shell."), policy.Decide(Act("shell")));
    }

    [Theory]
    [InlineData("loop", "ran more than 1000000 instructions")]
    [InlineData("abort", "aborted: memory is full")]
    [InlineData("grow", "aborted: memory is full")]
    [InlineData("trap", "it trapped: Unreachable")]
    [InlineData("builtin", "the built-in function 7 is not provided")]
    [InlineData("undefined", "has no decision")]
    [InlineData("number", "neither true nor false")]
    [InlineData("long", "more than 65536 bytes")]
    [InlineData("outside", "outside of its memory")]
    public void What_cannot_be_evaluated_refuses_and_says_why_and_the_next_evaluation_works(string entrypoint, string reason)
    {
        var reader = Reader(options => options.MaxInstructions = 1_000_000);
        using var policy = reader.Read("test", OpaModule.Document(entrypoint));
        using var sound = reader.Read("sound", OpaModule.Document());

        var decision = policy.Decide(Act("calculate"));

        Assert.Equal((false, true), (decision.IsAllowed, decision.IsUndecided));
        Assert.Contains(reason, decision.Reason, StringComparison.Ordinal);
        Assert.Equal(decision, policy.Decide(Act("calculate")));
        Assert.True(sound.Decide(Act("calculate")).IsAllowed);
    }

    [Fact]
    public void Instructions_that_move_much_memory_are_ended_by_the_time_limit()
    {
        var reader = Reader(
            options => (options.MaxInstructions, options.Timeout) = (10_000_000_000, TimeSpan.FromMilliseconds(20)));
        using var policy = reader.Read("test", OpaModule.Document("fill"));

        // Where the machine is so busy that the clock comes late, the instructions run out first.
        var decisions = Enumerable.Range(0, 20).Select(_ => policy.Decide(Act("calculate")));

        Assert.Contains(decisions, decision => decision is { IsUndecided: true, Reason: { } reason }
            && reason.Contains("took longer than 00:00:00.02", StringComparison.Ordinal));
    }

    [Fact]
    public void An_instance_is_used_again_and_with_none_idle_each_evaluation_has_its_own()
    {
        using var kept = Read(OpaModule.Document("state"));
        using var fresh = Reader(options => options.MaxIdleInstances = 0).Read("test", OpaModule.Document("state"));

        Assert.Equal([true, false], new[] { kept, kept }.Select(policy => policy.Decide(Act("a")).IsAllowed));
        Assert.Equal([true, true], new[] { fresh, fresh }.Select(policy => policy.Decide(Act("a")).IsAllowed));
    }

    [Fact]
    public async Task Many_acts_are_decided_at_once_each_by_its_own_input()
    {
        using var policy = Read(OpaModule.Document());

        var decisions = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Factory.StartNew(
            () => policy.Decide(Act(i % 2 == 0 ? "shell" : "calculate")).IsAllowed, CancellationToken.None,
            TaskCreationOptions.None, TaskScheduler.Default)));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i % 2 == 1), decisions);
    }

    [Fact]
    public void A_large_input_makes_the_memory_grow_and_one_beyond_the_limit_refuses()
    {
        var reader = Reader(options => options.MaxMemoryBytes = 1024 * 1024);
        using var policy = reader.Read("test", OpaModule.Document());

        Assert.True(policy.Decide(Act("calculate", new string('a', 500_000))).IsAllowed);
        Assert.True(policy.Decide(Act("calculate", new string('a', 2_000_000))).IsUndecided);
        Assert.True(policy.Decide(Act("calculate")).IsAllowed);
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { OpaModule.Document("nobody"), "entrypoint", "'nobody' is none of the module's: sanctum/decision, loop" },
        { Built(builtins: """{"http.send":0}"""), "wasm", "needs the built-in function 'http.send'" },
        { Built(minor: 1), "wasm", "is of OPA's ABI 1.1; 1.2 or a later 1.x is needed" },
        { Built(change: ("\"opa_println\"", "\"clock\"")), "wasm", "imports 'env.clock', which OPA's ABI does not have" },
        { Built(change: ("\"env\" \"memory\"", "\"wasi\" \"memory\"")), "wasm", "imports 'wasi.memory'" },
        { Built(change: ("(mut i32) (i32.const 4096)", "(mut i32) (i32.const -9)")), "wasm", "an address outside of its memory" },
        { Built(change: ("(func (export \"builtins\")", "(memory 1) (func (export \"builtins\")")), "wasm", "is no module" },
        { Built(change: ("\"opa_eval\"", "\"opa_other\"")), "wasm", "does not export the function 'opa_eval'" },
        { Built(change: ("\"opa_wasm_abi_version\"", "\"other\"")), "wasm", "does not export the global" },
        { Built(change: ("(memory 2)", "(memory 2000)")), "wasm", "cannot be started" },
        { Built(change: ("(global $heap", "(start 0) (global $heap")), "wasm", "is no module of WebAssembly" },
        { OpaModule.Document(module: "no module"u8.ToArray()), "wasm", "is no module of WebAssembly" },
        { OpaModule.Document(module: new byte[WasmModule.MaxBytes + 1]), "wasm", "has 524289 bytes; the limit is 524288" },
        { "actions: [tool.execute]\nentrypoint: a\nwasm: '#'", "wasm", "is not Base64" },
        { "actions: [tool.execute]\nwasm: AA==", "entrypoint", "is missing" },
        { "entrypoint: a\nwasm: AA==", "actions", "is missing" },
        { "actions: [tool.execute]\nentrypoint: a\nwasm: AA==\nrules: []", "rules", "is not a known field" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_module_that_cannot_be_a_policy_here_is_refused_by_its_field(string document, string field, string reason)
    {
        var refusal = Assert.Throws<InvalidRequestException>(() => Read(document));

        var error = Assert.Single(refusal.Errors);
        Assert.Equal(field, error.Field);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static string Built(string builtins = "{}", int minor = 3, (string, string)? change = null) =>
        OpaModule.Document(module: OpaModule.Compile(builtins, minor, change));

    private static PolicyAct Act(string tool, string text = "") => new(
        new PolicyRequest(PolicyActions.ToolExecute, GrainKey.InDefaultTenant("ada"))
        {
            Tool = tool,
            Arguments = $$"""{"text":"{{text}}"}""",
        },
        DateTimeOffset.UnixEpoch);

    private IPolicyDocument Read(string document) => Reader().Read("test", document);

    private PolicyDocumentReader Reader(Action<WasmOptions>? change = null)
    {
        // Not so short that a busy machine counts as a module that does not end.
        var options = new WasmOptions { Timeout = TimeSpan.FromSeconds(10) };
        change?.Invoke(options);
        var runtime = new WasmRuntime(
            Options.Create(options), new PolicyMeter(_services.GetRequiredService<IMeterFactory>()), TimeProvider.System,
            NullLogger<WasmRuntime>.Instance);
        _runtimes.Add(runtime);
        return new PolicyDocumentReader(runtime);
    }
}
