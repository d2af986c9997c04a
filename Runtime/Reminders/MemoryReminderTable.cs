using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Sanctum.Runtime.Reminders;

/// <summary>Reminders that are lost with the process.</summary>
internal sealed class MemoryReminderTable : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId, string), ReminderRow> _rows = new();

    public Task Upsert(ReminderRow row)
    {
        _rows[(row.Grain, row.ReminderName)] = row;
        return Task.CompletedTask;
    }

    public Task Delete(GrainId grain, string name)
    {
        _rows.TryRemove((grain, name), out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ReminderRow>> ReadAll() => Task.FromResult<IReadOnlyList<ReminderRow>>([.. _rows.Values]);

    public Task<IReadOnlyList<ReminderRow>> Read(GrainId grain) =>
        Task.FromResult<IReadOnlyList<ReminderRow>>([.. _rows.Values.Where(row => row.Grain == grain)]);
}
