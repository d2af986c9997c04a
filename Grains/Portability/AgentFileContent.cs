using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>The first line of a file: what an agent is. docs/agent-file.md describes it.</summary>
/// <param name="Blocks">Core memory, in the order of the labels.</param>
/// <param name="Definition">The definition, with the names that authors use.</param>
/// <param name="Format"><see cref="Name"/>.</param>
/// <param name="Passages">Archival memory, newest first.</param>
/// <param name="Version">From <see cref="Oldest"/> to <see cref="Current"/>.</param>
/// <param name="Sessions">Transcripts, in the order of their ids; null where they are left out, and in version 1.</param>
internal sealed record AgentFileContent(
    FileBlock[] Blocks, JsonElement Definition, string Format, FilePassage[] Passages, int Version,
    FileSession[]? Sessions = null)
{
    public const string Name = "sanctum.agent";
    public const int Oldest = 1;
    public const int Current = 2;

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
            if (header.Version is not (>= Oldest and <= Current))
                throw new InvalidRequestException(
                    "version", $"is {header.Version}; this installation reads versions {Oldest} to {Current}.");
            var content = JsonSerializer.Deserialize<AgentFileContent>(line, Strict)!;
            if (content.Version < Current && content.HasMembersOfCurrent)
                throw new InvalidRequestException("body", $"has members that version {content.Version} does not have.");
            return content;
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException("body", $"is not an agent file, at '{e.Path}'.");
        }
    }

    private bool HasMembersOfCurrent => Sessions is not null
        || Blocks.Any(block => block is { Trust: not null }) || Passages.Any(passage => passage is { Trust: not null });

    private sealed record Header([property: JsonPropertyName("format")] string? Format,
        [property: JsonPropertyName("version")] int? Version);
}

/// <summary>A block of core memory in a file. Without a trust, as in version 1, it is trusted.</summary>
internal sealed record FileBlock(
    string Description, bool IsAttached, string Label, int Limit, string Value, string? Trust = null);

/// <summary>A passage of archival memory in a file. Without a trust, as in version 1, it is trusted.</summary>
internal sealed record FilePassage(
    DateTimeOffset CreatedAt, Guid Id, double Importance, string Source, string[] Tags, string Text, string? Trust = null);
