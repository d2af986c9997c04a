using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Sanctum.Schemas;

namespace Sanctum.Platforms.WebChat;

/// <summary>How a web chat looks.</summary>
internal sealed record WebChatSettings(
    [Description("Whom visitors talk to; without it, the agent's name."), StringLength(80, MinimumLength = 1)]
    string? Title = null,
    [Description("What visitors are welcomed with."), StringLength(500, MinimumLength = 1)] string? Greeting = null,
    [Description("What they might begin with."), MaxLength(6)] string[]? Suggestions = null,
    [Description("The web chat bridge; there is none without it.")] BridgeSettings? Bridge = null)
{
    /// <summary>The JSON Schema of these settings.</summary>
    public static string Schema { get; } = TypeSchema.Of(typeof(WebChatSettings)).ToJsonString();

    public static WebChatSettings Read(string settings) =>
        JsonSerializer.Deserialize<WebChatSettings>(settings, TypeSchema.Json)!;
}

/// <summary>How a web chat's bridge works.</summary>
internal sealed record BridgeSettings(
    [Description("Who answers what comes over the bridge: the account's agent, or an outside program by inbox and outbox.")]
    BridgeAnswerer AnsweredBy = BridgeAnswerer.Agent,
    [Description("After how many seconds of silence a session counts as idle."), Range(60, 2_592_000)]
    int SessionTimeout = 1_800);
