using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Trust;

namespace Sanctum.Policies;

/// <summary>
/// An act as conditions and policy servers read it: an object with <c>action</c>, <c>agent</c>, <c>tool</c>, <c>memory</c>,
/// <c>post</c> and <c>change</c>. What does not belong to the action is an empty object.
/// </summary>
internal static class PolicyInput
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <summary>The act as JSON.</summary>
    public static JsonObject Of(PolicyRequest request) => new()
    {
        ["action"] = request.Action,
        ["tenant"] = request.Subject.Tenant,
        ["agent"] = AgentOf(request),
        ["tool"] = ToolOf(request),
        ["memory"] = JsonSerializer.SerializeToNode(request.Memory, Names) ?? new JsonObject(),
        ["post"] = JsonSerializer.SerializeToNode(request.Post, Names) ?? new JsonObject(),
        ["change"] = ChangeOf(request),
    };

    private static JsonObject AgentOf(PolicyRequest request)
    {
        var agent = new JsonObject { ["id"] = request.Subject.Name };
        if (request.Agent is not { } known)
            return agent;
        agent["status"] = known.Status.ToString().ToLowerInvariant();
        agent["version"] = known.Version;
        agent["model"] = known.Definition.Capabilities.Model;
        if (known.Definition.Capabilities.Tools is { } tools)
            agent["tools"] = new JsonArray([.. tools.Select(tool => JsonValue.Create(tool))]);
        return agent;
    }

    private static JsonObject ToolOf(PolicyRequest request)
    {
        if (request.Tool is not { } name)
            return [];
        var tool = new JsonObject { ["name"] = name, ["trust"] = TrustNames.Of(request.Trust) };
        // Arguments that are no object are left out: a rule that looks at them cannot decide, which refuses.
        if (ParseObject(request.Arguments) is { } arguments)
            tool["arguments"] = arguments;
        return tool;
    }

    private static JsonObject ChangeOf(PolicyRequest request)
    {
        if (request.Change is not { } kind)
            return [];
        var change = new JsonObject { ["kind"] = kind };
        if (request.Definition is { } definition)
            change["definition"] = JsonSerializer.SerializeToNode(definition, Names);
        return change;
    }

    private static JsonObject? ParseObject(string? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json, documentOptions: NoDuplicates) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
