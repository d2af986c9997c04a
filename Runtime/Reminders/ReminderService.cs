using System.Collections.Concurrent;
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
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<(GrainId, string), CancellationTokenSource> _ticking = new();
    private CancellationToken _stopping;

    public async Task<IGrainReminder> Register(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (period < options.Value.MinimumReminderPeriod)
            throw new ArgumentException($"A reminder's period is at least {options.Value.MinimumReminderPeriod}, not {period}.", nameof(period));
        var row = new ReminderRow(grain, name, DateTime.UtcNow + dueTime, period);
        await table.Upsert(row);
        StartTicking(row);
        return row;
    }

    public async Task Unregister(GrainId grain, string name)
    {
        await table.Delete(grain, name);
        StopTicking((grain, name));
    }

    public async Task<IGrainReminder?> Find(GrainId grain, string name) =>
        (await table.Read(grain)).FirstOrDefault(row => row.ReminderName == name);

    public async Task<List<IGrainReminder>> List(GrainId grain) => [.. await table.Read(grain)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var row in await table.ReadAll())
                    StartTicking(row, replace: false);
                return;
            }
            catch (Exception exception)
            {
                ReminderLog.TableUnreadable(logger, exception);
                await Task.Delay(RetryPause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void StartTicking(ReminderRow row, bool replace = true)
    {
        var key = (row.Grain, row.ReminderName);
        if (!replace && _ticking.ContainsKey(key))
            return;
        StopTicking(key);
        var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        _ticking[key] = ended;
        using var flow = SuppressedFlow.Begin();
        _ = Task.Factory.StartNew(() => Tick(row, ended.Token), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
    }

    private void StopTicking((GrainId, string) key)
    {
        if (_ticking.TryRemove(key, out var ended))
            ended.Cancel();
    }

    private async Task Tick(ReminderRow row, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var next = row.NextTick(DateTime.UtcNow);
            while (next - DateTime.UtcNow is { Ticks: > 0 } wait && !ended.IsCancellationRequested)
                await Task.Delay(wait < LongestTimer ? wait : LongestTimer, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!ended.IsCancellationRequested)
                await Send(row);
        }
    }

    private async Task Send(ReminderRow row)
    {
        try
        {
            // Resolved late: the catalog's grains may themselves need this service.
            var catalog = (GrainCatalog)services.GetService(typeof(GrainCatalog))!;
            var grain = (IRemindable)catalog.References.Create(typeof(IRemindable), row.Grain);
            await grain.ReceiveReminder(row.ReminderName, new TickStatus(row.StartAt, row.Period, DateTime.UtcNow));
        }
        catch (Exception exception)
        {
            ReminderLog.TickFailed(logger, exception, row.ReminderName, row.Grain);
        }
    }
}

internal static partial class ReminderLog
{
    [LoggerMessage(301, LogLevel.Warning, "The reminders could not be read; trying again")]
    public static partial void TableUnreadable(ILogger logger, Exception exception);

    [LoggerMessage(302, LogLevel.Error, "Reminder {Reminder} of {Grain} failed; it ticks again at its time")]
    public static partial void TickFailed(ILogger logger, Exception exception, string reminder, GrainId grain);
}
