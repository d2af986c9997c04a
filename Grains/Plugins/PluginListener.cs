using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sanctum.Platforms;

namespace Sanctum.Plugins;

/// <summary>
/// Receives and publishes events for a plug-in, from its start to its stop. Its handlers run at their own pace and nobody waits
/// for them: events beyond its bounded buffer are lost to it alone.
/// </summary>
internal sealed partial class PluginListener(string plugin, PluginEventHub hub, ICallGuard guard, ILogger logger)
    : IPluginEvents, IPluginEventListener
{
    private const int MaxWaiting = 1_000;
    private const int MaxPayloadCharacters = 64_000;

    private readonly Channel<PluginEvent> _waiting = Channel.CreateBounded<PluginEvent>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private ImmutableDictionary<string, ImmutableArray<Func<PluginEvent, CancellationToken, Task>>> _handlers =
        ImmutableDictionary.Create<string, ImmutableArray<Func<PluginEvent, CancellationToken, Task>>>(StringComparer.Ordinal);
    private Task _handling = Task.CompletedTask;
    private bool _isBehind;

    public void RegisterEventHandler(string type, Func<PluginEvent, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        RequireType(type);
        ImmutableInterlocked.AddOrUpdate(ref _handlers, type, [handler], (_, present) => present.Add(handler));
    }

    public void EmitEvent(string type, JsonElement payload)
    {
        RequireType(type);
        if (payload.GetRawText().Length is var length && length > MaxPayloadCharacters)
            throw new ArgumentException(
                $"The payload has {length} characters; the limit is {MaxPayloadCharacters}.", nameof(payload));
        // Its document may be disposed of before the last handler has run.
        hub.Publish(type, plugin, payload.Clone());
    }

    public bool IsSubscribedTo(string type) => _handlers.ContainsKey(type);

    public void Offer(PluginEvent happened)
    {
        if (!IsSubscribedTo(happened.Type))
            return;
        var isTaken = _waiting.Writer.TryWrite(happened);
        if (!isTaken && !_isBehind)
            PluginLog.EventsLost(logger, plugin, MaxWaiting);
        _isBehind = !isTaken;
    }

    /// <summary>Handles what happens from now on, until <see cref="Stop"/>.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "A loop until Stop, which waits for it.")]
    public void Start(PluginListener? replaced)
    {
        _handling = Task.Run(HandleAll);
        hub.Exchange(replaced, this);
    }

    /// <summary>Ends when the call that is under way has ended; what still waits is dropped.</summary>
    public async Task Stop()
    {
        hub.Exchange(this, null);
        _handlers = _handlers.Clear();
        _waiting.Writer.TryComplete();
        await _handling;
    }

    private async Task HandleAll()
    {
        await foreach (var happened in _waiting.Reader.ReadAllAsync())
        {
            foreach (var handler in _handlers.GetValueOrDefault(happened.Type, []))
                await Handle(handler, happened);
        }
    }

    private async Task Handle(Func<PluginEvent, CancellationToken, Task> handler, PluginEvent happened)
    {
        try
        {
            await guard.Call(() => handler(happened, CancellationToken.None));
        }
        catch (Exception exception)
        {
            PluginLog.HandlerFailed(logger, plugin, happened.Type, PluginGuard.Describe(exception));
        }
    }

    private static void RequireType(string type)
    {
        if (type is null || !TypePattern().IsMatch(type))
            throw new ArgumentException(
                $"'{type}' is not an event type; it must match ^[a-z][a-z0-9_.-]{{0,63}}$.", nameof(type));
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_.-]{0,63}\z")]
    private static partial Regex TypePattern();
}
