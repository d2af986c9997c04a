using System.Collections.Immutable;

namespace Sanctum.Policies;

/// <summary>A policy document whose decisions come from a module.</summary>
internal sealed class WasmPolicy(string name, string description, ImmutableArray<string> actions, WasmModule module)
    : IPolicyDocument
{
    public string Description => description;

    public bool IsConcerned(string action) => actions.Contains(action);

    public PolicyDecision Decide(PolicyAct act)
    {
        try
        {
            return module.Evaluate(act.Bytes) is { } result
                ? OpaAnswer.Read(result, $"policy '{name}'")
                : PolicyDecision.Undecided($"policy '{name}' has no decision about it.");
        }
        catch (WasmFailedException failure)
        {
            return PolicyDecision.Undecided($"policy '{name}' could not be evaluated: {failure.Message}.");
        }
    }

    public void Dispose() => module.Dispose();
}
