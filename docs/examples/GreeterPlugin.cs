using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Plugins;

namespace Sanctum.Examples;

/// <summary>A plug-in with a setting, that listens to events. Its assembly lies in a folder of the same name.</summary>
public sealed class GreeterPlugin(IPluginEvents events) : IPlugin
{
    private int _messages;

    public string Greeting { get; private set; } = "";

    public int Messages => Volatile.Read(ref _messages);

    public string SettingsSchema => """
        {
          "type": "object", "additionalProperties": false,
          "properties": { "greeting": { "type": "string", "maxLength": 40, "default": "Hello" } }
        }
        """;

    public IEnumerable<FieldError> Validate(JsonElement settings)
    {
        if (settings.GetProperty("greeting").GetString() is { } greeting && greeting.Contains('\n'))
            yield return new FieldError("greeting", "must be one line.");
    }

    public Task ApplySettingsAsync(JsonElement settings, CancellationToken cancellationToken)
    {
        Greeting = settings.GetProperty("greeting").GetString()!;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        events.RegisterEventHandler(PluginEventTypes.Message, (_, _) =>
        {
            Interlocked.Increment(ref _messages);
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }
}
