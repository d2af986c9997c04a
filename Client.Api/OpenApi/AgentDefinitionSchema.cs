using Microsoft.OpenApi;

namespace Sanctum.OpenApi;

/// <summary>
/// An agent definition with the names that its authors use; what is written by hand is not seen by the generator.
/// </summary>
internal static class AgentDefinitionSchema
{
    public static void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Description = "An agent's definition. Texts may contain placeholders such as {agent_name} and {date}.";
        schema.Required = new HashSet<string> { "name" };
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["name"] = Text("Unique id of the agent.", "^[a-z0-9][a-z0-9-]{0,62}$"),
            ["display_name"] = Text("What people see; at most 128 characters."),
            ["description"] = Text("One paragraph; at most 2,000 characters."),
            ["personality"] = Object("How it speaks and what its goals are.", new()
            {
                ["core_identity"] = Text("Who it is."),
                ["development_directive"] = Text("What it works towards."),
                ["communication_style"] = Text("Its style of writing."),
                ["tone"] = Text("Its tone of voice."),
            }),
            ["capabilities"] = Object("Its model, tools and limits.", new()
            {
                ["model"] = Text("provider/model; local/… needs no key and no network."),
                ["embedding"] = Text("provider/model."),
                ["max_steps"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = "1000",
                    Description = "Maximum number of model calls in a turn.",
                },
                ["tools"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = Text("A tool's name."),
                    Description = "Default: every built-in tool. Empty: none.",
                },
            }),
            ["memory_blocks"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Initial core memory, by block name; at most 32 blocks.",
                AdditionalProperties = Object("A block.", new()
                {
                    ["label"] = Text("Its label, such as {agent_name}-persona."),
                    ["value"] = Text("Its first text."),
                    ["description"] = Text("What it is for."),
                    ["limit"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Integer,
                        Minimum = "1",
                        Maximum = "100000",
                        Description = "Maximum number of characters.",
                    },
                }),
            },
        };
    }

    private static OpenApiSchema Text(string description, string? pattern = null) =>
        new() { Type = JsonSchemaType.String, Description = description, Pattern = pattern };

    private static OpenApiSchema Object(string description, Dictionary<string, IOpenApiSchema> properties) =>
        new() { Type = JsonSchemaType.Object, Description = description, Properties = properties };
}
