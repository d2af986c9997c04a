using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Saves a value in the memory of the session in which it is called.</summary>
internal sealed class SessionMemorySaveTool(IGrainFactory grains) : ITool<SessionMemorySaveTool.Arguments>
{
    public string Name => "session_memory_save";

    public string Description =>
        "Saves a value under a key in the memory of this session, where all agents and programs that work in it find it. It " +
        "replaces the value that is there.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var saved = await ParameterNames.Translate(
            SessionOfCall.Memory(grains, context).Save(
                arguments.Key, JsonOf(arguments.Value), SessionTimeToLive.OfSeconds("ttlSeconds", arguments.TtlSeconds),
                $"agent/{context.Agent.Name}"),
            ("ttl_seconds", "ttlSeconds"));
        return saved.ExpiresAt is { } end
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"I saved \"{saved.Key}\" in this session's memory until {end:yyyy-MM-dd HH:mm:ss} UTC.")
            : $"I saved \"{saved.Key}\" in this session's memory.";
    }

    // A model writes a plain sentence as often as JSON.
    private static string JsonOf(string value)
    {
        try
        {
            using var _ = JsonDocument.Parse(value);
            return value;
        }
        catch (JsonException)
        {
            return JsonSerializer.Serialize(value);
        }
    }

    internal sealed record Arguments(
        [Description("The key."), StringLength(256, MinimumLength = 1)] string Key,
        [Description("The value: JSON, or a plain text."), StringLength(65_536)] string Value,
        [Description("After how many seconds it is gone; never if left out."), Range(1, 31_622_400)] int? TtlSeconds = null);
}
