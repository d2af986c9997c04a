using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Plugins.Messages;
using Sanctum.Schemas;

namespace Sanctum.Plugins;

/// <summary>The objects of a plug-in, for one life from start to stop. All calls to them are guarded.</summary>
internal sealed class PluginRun(
    string plugin, IPlugin? entry, JsonObject schema, ImmutableArray<HostedAdapter> adapters, ImmutableArray<PluginTool> tools,
    PluginListener events,
    PluginInbox inbox, ICallGuard guard, ILogger logger)
{
    public ImmutableArray<HostedAdapter> Adapters => adapters;

    public ImmutableArray<PluginTool> Tools => tools;

    public PluginListener Events => events;

    public JsonObject SettingsSchema => schema;

    /// <summary>Everything that is wrong with settings.</summary>
    public async Task<IReadOnlyList<FieldError>> Validate(JsonObject settings)
    {
        var errors = new JsonSchemaValidator(schema).Validate(settings);
        return errors.Count > 0 || entry is null
            ? errors
            : await guard.Call(() => Task.FromResult(entry.Validate(ElementOf(settings)).ToList()));
    }

    /// <exception cref="PluginRefusedException">They are not right; it goes on with those it had.</exception>
    public async Task Apply(JsonObject settings)
    {
        if (await Validate(settings) is { Count: > 0 } errors)
            throw new PluginRefusedException(
                $"Its settings are invalid: {string.Join(" ", errors.Select(error => $"{error.Field}: {error.Message}"))}");
        var taken = ElementOf(settings);
        if (entry is not null)
            await guard.Call(() => entry.ApplySettingsAsync(taken, CancellationToken.None));
        foreach (var tool in tools)
            tool.Apply(taken);
    }

    public Task Start() => entry is null ? Task.CompletedTask : guard.Call(() => entry.StartAsync(CancellationToken.None));

    /// <summary>Ends it, after its adapters and tools were taken out. What it throws now changes nothing any more.</summary>
    public async Task Stop()
    {
        await Task.WhenAll([events.Stop(), .. tools.Select(tool => tool.Close())]);
        if (entry is null)
            return;
        try
        {
            await guard.Call(() => entry.StopAsync(CancellationToken.None));
        }
        catch (Exception exception)
        {
            PluginLog.NotStopped(logger, plugin, PluginGuard.Describe(exception));
        }
        finally
        {
            inbox.Close();
        }
    }

    private static JsonElement ElementOf(JsonObject settings) => JsonSerializer.SerializeToElement(settings);
}
