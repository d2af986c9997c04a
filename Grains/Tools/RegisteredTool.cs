using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Schemas;
using Sanctum.Tools.Isolation;
using Sanctum.Trust;

namespace Sanctum.Tools;

/// <summary>A tool ready to be called with the JSON that a model wrote.</summary>
internal abstract class RegisteredTool(ITool tool, JsonNode schema, ToolProgram? program, string? plugin = null)
{
    private readonly JsonSchemaValidator _validator = new(schema);

    public ITool Tool { get; } = tool;

    public ToolDescription Description { get; } = new(
        tool.Name, tool.Description, schema.ToJsonString(), tool.Effects, tool.Platform, plugin, tool.TimeLimit,
        IsolationRule.Usual(tool, program, plugin),
        tool.EndsTurnAs)
    {
        ResultTrust = tool.ResultTrust
            ?? (plugin is null && tool.Platform is null ? TrustLevel.Operator : TrustLevel.Web),
    };

    /// <summary>
    /// Whether it changes something outside of the agent's memory. What our own tools write into that is labelled with the trust
    /// of its step.
    /// </summary>
    public bool ReachesOutside { get; } = tool.Effects != ToolEffects.None && (plugin is not null || !tool.StaysInside);

    /// <summary>What a separate process needs to know; null where the tool needs what only this one has.</summary>
    public virtual ToolProgram? Program { get; } = program;

    /// <param name="tool">The tool.</param>
    /// <param name="json">How its arguments are read; what it learns of their types it keeps.</param>
    public static RegisteredTool Create(ITool tool, JsonSerializerOptions json)
    {
        var face = FaceOf(tool.GetType()) ?? throw new ArgumentException($"{tool.GetType()} is no ITool<T>.", nameof(tool));
        return (RegisteredTool)Activator.CreateInstance(
            typeof(RegisteredTool<>).MakeGenericType(face.GenericTypeArguments), tool, json)!;
    }

    /// <summary>The <see cref="ITool{TArguments}"/> that a class implements, or null.</summary>
    public static Type? FaceOf(Type tool) =>
        tool.GetInterfaces().SingleOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ITool<>));

    /// <summary>What is wrong with the arguments; empty if nothing is.</summary>
    public IReadOnlyList<FieldError> Validate(string arguments)
    {
        try
        {
            return _validator.Validate(JsonNode.Parse(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments));
        }
        catch (JsonException exception)
        {
            return [new FieldError("arguments", $"are not JSON: {exception.Message}")];
        }
    }

    /// <summary>Keeps the tool's code where it is until the answer is disposed of.</summary>
    /// <exception cref="DependencyException">It has left.</exception>
    public virtual IDisposable? Use() => null;

    public abstract Task<string> Invoke(string arguments, ToolContext context, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class RegisteredTool<TArguments>(ITool<TArguments> tool, JsonSerializerOptions json)
    : RegisteredTool(tool, TypeSchema.Of(typeof(TArguments), json), ToolProgram.Of(tool.GetType()))
    where TArguments : class
{
    public override Task<string> Invoke(string arguments, ToolContext context, CancellationToken cancellationToken) =>
        tool.Invoke(
            JsonSerializer.Deserialize<TArguments>(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments, json)!, context,
            cancellationToken);
}
