using System.Collections.Concurrent;

namespace Sanctum.Repeats;

/// <summary>
/// What happens to calls on their way to the grains, as it does when a silo dies: a test scripts it method by method.
/// </summary>
internal sealed class FaultyCalls : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, Func<int, IOutgoingGrainCallContext, Task>> _scripts = new();
    private readonly ConcurrentDictionary<string, int> _calls = new();

    /// <summary>Scripts the calls of a method of one grain, which are counted from 1.</summary>
    public void Script(string grain, string method, Func<int, IOutgoingGrainCallContext, Task> script) =>
        _scripts[Key(grain, method)] = script;

    /// <summary>How often a scripted method was called.</summary>
    public int Calls(string grain, string method) => _calls.GetValueOrDefault(Key(grain, method));

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        var key = Key(context.TargetId.Key.ToString()!, $"{context.InterfaceMethod.DeclaringType!.Name}.{context.MethodName}");
        return context.SourceContext is null && _scripts.TryGetValue(key, out var script)
            ? script(_calls.AddOrUpdate(key, 1, (_, calls) => calls + 1), context)
            : context.Invoke();
    }

    /// <summary>What a call to a silo that died meets.</summary>
    public static SiloUnavailableException Unavailable() => new("The silo is gone.");

    private static string Key(string grain, string method) => $"{grain} {method}";
}
