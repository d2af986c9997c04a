using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Secrets;

namespace Sanctum.Plugins;

/// <summary>
/// Keeps what is wanted and knows, as long as it lives, what the processes reported. Its calls interleave, because followers and
/// operators wait here; writes go one after the other.
/// </summary>
[GrainType("plugins")]
internal sealed class PluginsGrain(
    [PersistentState("plugins")] IPersistentState<PluginsState> state, SecretBox secrets, PluginHost host,
    IOptionsMonitor<PluginOptions> options, TimeProvider clock)
    : Grain, IPluginsGrain
{
    private const int MaxSettingsCharacters = 64_000;
    private static readonly TimeSpan MaxFollow = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxOrderLength = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, (PluginReport Report, DateTimeOffset At)> _reports = [];
    private readonly SemaphoreSlim _writing = new(1);
    private TaskCompletionSource _ordered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ImmutableArray<PluginDescription>> List() => Task.FromResult(
        Statuses().GroupBy(status => status.Name).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Describe(group.Key, [.. group])).ToImmutableArray());

    public Task<PluginDescription> Get(string name) => Task.FromResult(Require(name));

    public async Task<PluginDescription> Order(string name, PluginCommand command)
    {
        Require(name);
        return await Carried(await Write(name, order => command switch
        {
            PluginCommand.Start => order with { Wanted = PluginState.Running },
            PluginCommand.Stop => order with { Wanted = PluginState.Stopped },
            PluginCommand.Reload => order with { Wanted = PluginState.Running, Reloads = order.Reloads + 1 },
            PluginCommand.Unload => order with { Wanted = PluginState.Discovered },
            _ => throw new InvalidRequestException("command", $"'{command}' is none."),
        }));
    }

    public async Task<PluginDescription> ChangeSettings(string name, string settings)
    {
        Require(name);
        var checkedSettings = await host.CheckSettings(name, Parse(settings), Parse(Open(Find(name))));
        var secret = secrets.Seal(checkedSettings.ToJsonString(), Place(name));
        return await Carried(
            await Write(name, order => order with { KeyId = secret.KeyId, Settings = Convert.ToBase64String(secret.Bytes) }));
    }

    public async Task<PluginOrders> Follow(long known, CancellationToken cancellationToken)
    {
        if (known == state.State.Version)
            await Wait(_ordered.Task, MaxFollow, cancellationToken);
        return new PluginOrders(state.State.Version, [.. state.State.Orders.Select(
            order => new PluginOrder(order.Name, order.Wanted, order.Revision, order.Reloads, Open(order)))]);
    }

    public Task Report(PluginReport report)
    {
        _reports[report.Process] = (report, clock.GetUtcNow());
        Signal(ref _reported);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<SecretCount>> CountSecrets() => Task.FromResult(state.State.Orders
        .Where(order => order.KeyId is not null).GroupBy(order => order.KeyId!, StringComparer.Ordinal)
        .Select(group => new SecretCount(group.Key, group.Count())).ToImmutableArray());

    public async Task<RenewedSecrets> RenewSecrets()
    {
        var (renewed, unreadable) = (0, 0);
        foreach (var order in state.State.Orders.Where(IsOutdated))
        {
            try
            {
                // Opened where it is written: the settings may be other ones by then.
                await Write(order.Name, now => IsOutdated(now) ? Reseal(now) : now, isOrder: false);
                renewed++;
            }
            catch (UnreadableSecretException)
            {
                unreadable++;
            }
        }
        return new RenewedSecrets(renewed, unreadable);
    }

    private bool IsOutdated(StoredPluginOrder order) => order is { KeyId: { } key, Settings: { } settings }
        && secrets.IsOutdated(new SealedSecret(key, Convert.FromBase64String(settings)));

    private StoredPluginOrder Reseal(StoredPluginOrder order)
    {
        var secret = secrets.Seal(Open(order), Place(order.Name));
        return order with { KeyId = secret.KeyId, Settings = Convert.ToBase64String(secret.Bytes) };
    }

    // Processes act on what has another revision.
    private async Task<StoredPluginOrder> Write(
        string name, Func<StoredPluginOrder, StoredPluginOrder> change, bool isOrder = true)
    {
        await _writing.WaitAsync();
        try
        {
            var before = state.State;
            var found = Find(name);
            var order = change(found) with { Revision = found.Revision + (isOrder ? 1 : 0) };
            state.State = new PluginsState
            {
                Version = before.Version + 1,
                Orders = [.. before.Orders.Where(other => other.Name != name), order],
            };
            try
            {
                await state.WriteStateAsync();
            }
            catch
            {
                // What the row holds is not known; the next activation reads it.
                state.State = before;
                DeactivateOnIdle();
                throw;
            }
            Signal(ref _ordered);
            return order;
        }
        finally
        {
            _writing.Release();
        }
    }

    // Third-party code may take its time: after a while the answer is where it stands by then.
    private async Task<PluginDescription> Carried(StoredPluginOrder order)
    {
        var deadline = clock.GetUtcNow() + MaxOrderLength;
        while (Statuses().Any(status => status.Name == order.Name && status.Revision < order.Revision)
            && deadline - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
            await Wait(_reported.Task, left, CancellationToken.None);
        return Require(order.Name);
    }

    private StoredPluginOrder Find(string name) =>
        state.State.Orders.FirstOrDefault(order => order.Name == name) ?? new StoredPluginOrder(name, null, 0, 0);

    private PluginDescription Require(string name) =>
        Statuses().Where(status => status.Name == name).ToImmutableArray() is { IsEmpty: false } found
            ? Describe(name, found)
            : throw new NotFoundException("plug-in", name);

    private IEnumerable<PluginStatus> Statuses()
    {
        var earliest = clock.GetUtcNow() - Forgotten;
        return _reports.Values.Where(heard => heard.At > earliest).SelectMany(heard => heard.Report.Plugins);
    }

    private PluginDescription Describe(string name, ImmutableArray<PluginStatus> processes)
    {
        var loaded = processes.FirstOrDefault(status => status.SettingsSchema is not null);
        return new PluginDescription(
            name, Find(name).Wanted ?? HostedPlugin.UsuallyWanted(options.CurrentValue, name), loaded?.Settings ?? "{}",
            loaded?.SettingsSchema, processes);
    }

    private string Open(StoredPluginOrder order) => order is { KeyId: { } key, Settings: { } settings }
        ? secrets.Open(new SealedSecret(key, Convert.FromBase64String(settings)), Place(order.Name))
        : "{}";

    private static string Place(string name) => $"plugin/{name}#settings";

    private static JsonObject Parse(string settings)
    {
        if (settings.Length > MaxSettingsCharacters)
            throw new InvalidRequestException(
                "settings", $"has {settings.Length} characters; the limit is {MaxSettingsCharacters}.");
        try
        {
            return JsonNode.Parse(settings) as JsonObject
                ?? throw new InvalidRequestException("settings", "must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new InvalidRequestException("settings", "is not JSON.");
        }
    }

    private static void Signal(ref TaskCompletionSource source)
    {
        var told = source;
        source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }

    private async Task Wait(Task signal, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await signal.WaitAsync(longest, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What there is by now is the answer.
        }
    }
}
