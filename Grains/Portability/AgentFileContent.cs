using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>The first line of a file: what an agent is. docs/agent-file.md describes it.</summary>
/// <param name="Blocks">Core memory, in the order of the labels.</param>
/// <param name="Definition">The definition, with the names that authors use.</param>
/// <param name="Format"><see cref="Name"/>.</param>
/// <param name="Passages">Archival memory, newest first.</param>
/// <param name="Version"><see cref="Current"/>.</param>
internal sealed record AgentFileContent(
    FileBlock[] Blocks, JsonElement Definition, string Format, FilePassage[] Passages, int Version)
{
    public const string Name = "sanctum.agent";
    public const int Current = 1;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        MaxDepth = 32,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="InvalidRequestException">It is not the content of an agent file, or is of another version.</exception>
    public static AgentFileContent Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            // A later version may have other members.
            if (JsonSerializer.Deserialize<Header>(line) is not { Format: Name } header)
                throw new InvalidRequestException("format", $"is not '{Name}': this is not an agent file.");
            if (header.Version != Current)
                throw new InvalidRequestException(
                    "version", $"is {header.Version}; this installation reads version {Current}.");
            return JsonSerializer.Deserialize<AgentFileContent>(line, Strict)!;
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException("body", $"is not an agent file, at '{e.Path}'.");
        }
    }

    private sealed record Header([property: JsonPropertyName("format")] string? Format,
        [property: JsonPropertyName("version")] int? Version);
}

/// <summary>A block of core memory in a file.</summary>
internal sealed record FileBlock(string Description, bool IsAttached, string Label, int Limit, string Value);

/// <summary>A passage of archival memory in a file.</summary>
internal sealed record FilePassage(
    DateTimeOffset CreatedAt, Guid Id, double Importance, string Source, string[] Tags, string Text);
