using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Reminders;

/// <summary>Ticks the reminders that are in the table. A table that cannot be read is read again; ticks go on meanwhile.</summary>
internal sealed class ReminderService(
    IServiceProvider services, IReminderTable table, IOptions<ReminderOptions> options, ILogger<ReminderService> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestRetryPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId, string), CancellationTokenSource> _ticking = [];

    // What was changed before the table was first read: the rows read may be older. Null from then on.
    private HashSet<(GrainId, string)>? _changedBeforeLoad = [];
    private bool _isStopped;

    public async Task<IGrainReminder> Register(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        if (period < options.Value.MinimumReminderPeriod)
            throw new ArgumentException($"A reminder's period is at least {options.Value.MinimumReminderPeriod}, not {period}.", nameof(period));
        var row = new ReminderRow(grain, name, DateTime.UtcNow + dueTime, period);
        await table.Upsert(row);
        lock (_gate)
        {
            _changedBeforeLoad?.Add((grain, name));
            StartTicking(row, row.StartAt);
        }
        return row;
    }

    public async Task Unregister(GrainId grain, string name)
    {
        await table.Delete(grain, name);
        lock (_gate)
        {
            _changedBeforeLoad?.Add((grain, name));
            StopTicking((grain, name));
        }
    }

    public async Task<IGrainReminder?> Find(GrainId grain, string name) =>
        (await table.Read(grain)).FirstOrDefault(row => row.ReminderName == name);

    public async Task<List<IGrainReminder>> List(GrainId grain) => [.. await table.Read(grain)];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _isStopped = true;
            foreach (var key in _ticking.Keys.ToList())
                StopTicking(key);
        }
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstRetryPause; !stoppingToken.IsCancellationRequested; pause = pause * 2 < LongestRetryPause ? pause * 2 : LongestRetryPause)
        {
            try
            {
                TickAll(await table.ReadAll());
                return;
            }
            catch (Exception exception)
            {
                ReminderLog.TableUnreadable(logger, exception, pause);
                await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void TickAll(IReadOnlyList<ReminderRow> rows)
    {
        lock (_gate)
        {
            foreach (var row in rows.Where(row => !_changedBeforeLoad!.Contains((row.Grain, row.ReminderName))))
                StartTicking(row, row.NextTick(DateTime.UtcNow));
            _changedBeforeLoad = null;
        }
    }

    // Call under the gate.
    private void StartTicking(ReminderRow row, DateTime firstTick)
    {
        var key = (row.Grain, row.ReminderName);
        StopTicking(key);
        if (_isStopped)
            return;
        var ended = new CancellationTokenSource();
        _ticking[key] = ended;
        using var flow = SuppressedFlow.Begin();
        Task.Factory.StartNew(() => Tick(row, firstTick, ended.Token), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
    }

    // Call under the gate.
    private void StopTicking((GrainId, string) key)
    {
        if (_ticking.Remove(key, out var ended))
            ended.Cancel();
    }

    private async Task Tick(ReminderRow row, DateTime next, CancellationToken ended)
    {
        for (; !ended.IsCancellationRequested; next = row.NextTick(DateTime.UtcNow))
        {
            while (next - DateTime.UtcNow is { Ticks: > 0 } wait && !ended.IsCancellationRequested)
                await Task.Delay(wait < LongestDelay ? wait : LongestDelay, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!ended.IsCancellationRequested)
                await Send(row);
        }
    }

    private async Task Send(ReminderRow row)
    {
        try
        {
            // Resolved late: the catalog's grains may themselves need this service.
            var catalog = services.GetRequiredService<GrainCatalog>();
            var grain = (IRemindable)catalog.References.Create(typeof(IRemindable), row.Grain);
            await grain.ReceiveReminder(row.ReminderName, new TickStatus(row.StartAt, row.Period, DateTime.UtcNow));
        }
        catch (Exception exception)
        {
            ReminderLog.TickFailed(logger, exception, row.ReminderName, row.Grain);
        }
    }
}
