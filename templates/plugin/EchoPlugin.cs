using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Plugins;

namespace Echo;

/// <summary>Takes the settings. A plug-in without settings and without a life of its own needs no such class.</summary>
public sealed class EchoPlugin(ILogger logger, IPluginEvents events) : IPlugin
{
    /// <summary>What every post begins with.</summary>
    public string Prefix { get; private set; } = "";

    public string SettingsSchema => """
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "prefix": { "type": "string", "maxLength": 40, "default": "Echo: " },
            "apiKey": { "type": "string", "writeOnly": true }
          }
        }
        """;

    public IEnumerable<FieldError> Validate(JsonElement settings)
    {
        if (settings.GetProperty("prefix").GetString() is { } prefix && prefix.Contains('\n'))
            yield return new FieldError("prefix", "must be one line.");
    }

    public Task ApplySettingsAsync(JsonElement settings, CancellationToken cancellationToken)
    {
        Prefix = settings.GetProperty("prefix").GetString()!;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        logger.LogInformation("Echo begins its posts with '{Prefix}'", Prefix);
        events.RegisterEventHandler(PluginEventTypes.Message, HearMessage);
        return Task.CompletedTask;
    }

    private Task HearMessage(PluginEvent happened, CancellationToken cancellationToken)
    {
        var text = happened.Payload.GetProperty("text").GetString()!;
        if (text.Contains("echo", StringComparison.OrdinalIgnoreCase))
            events.EmitEvent("echo.mentioned", happened.Payload.GetProperty("session"));
        return Task.CompletedTask;
    }
}
