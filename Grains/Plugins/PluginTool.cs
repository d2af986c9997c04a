using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Tools;
using Sanctum.Tools.Isolation;
using Sanctum.Trust;

namespace Sanctum.Plugins;

/// <summary>
/// A tool of a plug-in. What it says of itself was asked once; it is called through the plug-in's guard, until it leaves.
/// </summary>
internal sealed class PluginTool(string plugin, RegisteredTool tool, PluginToolFace face, ToolProgram? program, ICallGuard guard)
    : RegisteredTool(face, JsonNode.Parse(tool.Description.ParametersSchema)!, program, plugin)
{
    private readonly CallGate _gate = new();
    private JsonElement? _settings;

    public override ToolProgram? Program =>
        base.Program is { PluginType: not null } needy ? needy with { Settings = _settings } : base.Program;

    public override IDisposable Use() => _gate.TryEnter()
        ? new Visit(_gate)
        : throw new DependencyException(
            Description.Plugin!, $"the tool '{face.Name}' is not there any more.", ErrorClass.Transient);

    public override Task<string> Invoke(string arguments, ToolContext context, CancellationToken cancellationToken) =>
        guard.Call(() => tool.Invoke(arguments, context, cancellationToken));

    /// <summary>Takes the settings that its plug-in took, for a process that makes it anew.</summary>
    public void Apply(JsonElement settings) => _settings = settings;

    /// <summary>Lets no further call in, and waits for those that are under way.</summary>
    public Task Close() => _gate.Close(CancellationToken.None);

    private sealed class Visit(CallGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}

/// <summary>What a tool of a plug-in said of itself. A replayed recording never runs it.</summary>
internal sealed record PluginToolFace(
    string Name, string Description, string? Platform, ToolEffects Effects, TimeSpan TimeLimit, ToolIsolation Isolation,
    string? EndsTurnAs, TrustLevel? ResultTrust)
    : ITool
{
    public static PluginToolFace Of(ITool tool) =>
        new(tool.Name, tool.Description, tool.Platform, tool.Effects, tool.TimeLimit, tool.Isolation, tool.EndsTurnAs,
            tool.ResultTrust);
}
