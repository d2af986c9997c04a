using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Tools;

namespace Sanctum.Plugins;

/// <summary>A tool of a plug-in. What it says of itself was asked once; it is called through the plug-in's guard, until it leaves.</summary>
internal sealed class PluginTool(string plugin, RegisteredTool tool, PluginToolFace face, ICallGuard guard)
    : RegisteredTool(face, JsonNode.Parse(tool.Description.ParametersSchema)!, plugin)
{
    private readonly CallGate _gate = new();

    public override async Task<string> Invoke(string arguments, ToolContext context, CancellationToken cancellationToken)
    {
        if (!_gate.TryEnter())
            throw new DependencyException(Description.Plugin!, $"the tool '{face.Name}' is not there any more.", ErrorClass.Transient);
        try
        {
            return await guard.Call(() => tool.Invoke(arguments, context, cancellationToken));
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Lets no further call in, and waits for those that are under way.</summary>
    public Task Close() => _gate.Close(CancellationToken.None);
}

/// <summary>What a tool of a plug-in said of itself. A replayed recording never runs it.</summary>
internal sealed record PluginToolFace(string Name, string Description, string? Platform, ToolEffects Effects, TimeSpan TimeLimit) : ITool
{
    public static PluginToolFace Of(ITool tool) => new(tool.Name, tool.Description, tool.Platform, tool.Effects, tool.TimeLimit);
}
