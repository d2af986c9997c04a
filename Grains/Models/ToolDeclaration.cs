using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Tools;

namespace Sanctum.Models;

/// <summary>A tool as a model is told of it; the turn runs the call, not the client.</summary>
internal sealed class ToolDeclaration(ToolDescription tool) : AIFunctionDeclaration
{
    private readonly JsonElement _schema = JsonElement.Parse(tool.ParametersSchema);

    public override string Name => tool.Name;

    public override string Description => tool.Description;

    public override JsonElement JsonSchema => _schema;

    /// <summary>All that a model reads of it.</summary>
    public string Text => $"{tool.Name}\n{tool.Description}\n{tool.ParametersSchema}";

    /// <summary>About how many characters a request has for it.</summary>
    public int Size => tool.Name.Length + tool.Description.Length + tool.ParametersSchema.Length;
}
