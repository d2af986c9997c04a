using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Plugins;

/// <summary>
/// What a plug-in may do beyond bringing platforms and tools: take settings, start and stop. An assembly has at most
/// one class of this kind; its adapters and tools can take it as a constructor parameter.
/// </summary>
public interface IPlugin
{
    /// <summary>
    /// JSON Schema of its settings, an object. Values of the environment are read by it, <c>default</c> fills in what nobody
    /// sets, and what is <c>writeOnly</c> is a secret that is shown to nobody.
    /// </summary>
    string SettingsSchema => """{ "type": "object", "additionalProperties": false }""";

    /// <summary>What is wrong with settings that their schema accepts.</summary>
    IEnumerable<FieldError> Validate(JsonElement settings) => [];

    /// <summary>
    /// Takes settings: once before <see cref="StartAsync"/>, and whenever they change. If it throws, the settings that it had
    /// remain.
    /// </summary>
    Task ApplySettingsAsync(JsonElement settings, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called before its adapters start. What it throws is why the plug-in failed.</summary>
    Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called after its adapters stopped. What it leaves running keeps its code from being unloaded.</summary>
    Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
