using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sanctum.Chat;

/// <summary>
/// A chat completion as OpenAI's API defines it. Settings of the model (temperature, penalties, …) belong to the agent, so
/// they and everything else that is not named here are accepted and ignored.
/// </summary>
/// <param name="Model">The agent's id.</param>
/// <param name="Messages">The conversation; the last one of the user is the new message.</param>
/// <param name="Stream">Whether the reply comes in chunks.</param>
/// <param name="StreamOptions">What the chunks hold.</param>
/// <param name="User">Names the conversation of a caller that cannot send the <c>x-session-id</c> header.</param>
/// <param name="N">How many replies; only 1.</param>
/// <param name="Tools">Refused: an agent has its own.</param>
/// <param name="ResponseFormat">
/// Only of the type <c>text</c>; agents reply in text, and no other form of it can be promised.
/// </param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ChatRequest(
    string? Model = null,
    IReadOnlyList<ChatRequestMessage>? Messages = null,
    bool? Stream = null,
    [property: JsonPropertyName("stream_options")] ChatStreamOptions? StreamOptions = null,
    string? User = null,
    int? N = null,
    JsonElement? Tools = null,
    [property: JsonPropertyName("response_format")] JsonElement? ResponseFormat = null);

/// <summary>What the chunks of a streamed reply hold.</summary>
/// <param name="IncludeUsage">
/// Whether the last chunk tells what the reply cost, and those before it have a <c>usage</c> of null.
/// </param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ChatStreamOptions([property: JsonPropertyName("include_usage")] bool? IncludeUsage = null);

/// <summary>One message of the history that a caller sends.</summary>
/// <param name="Role">system, developer, user, assistant, tool or function.</param>
/// <param name="Content">A text, or parts of which the texts are read.</param>
/// <param name="Name">Who wrote it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ChatRequestMessage(string? Role = null, JsonElement? Content = null, string? Name = null);
