namespace Sanctum.Policies;

/// <summary>An agent runs the tools that its definition names, or any where it names none.</summary>
internal sealed class AllowedToolsRule : IPolicyRule
{
    public string Action => PolicyActions.ToolExecute;

    public string? ReasonToDeny(PolicyRequest request) =>
        request.Agent!.Definition.Capabilities.Tools is { } allowed && !allowed.Contains(request.Tool!)
            ? $"the agent may not use '{request.Tool}'."
            : null;
}
