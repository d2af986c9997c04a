using Orleans.Runtime;

namespace Sanctum.Runtime.Reminders;

/// <summary>Where reminders are kept.</summary>
internal interface IReminderTable
{
    Task Upsert(ReminderRow row);

    Task Delete(GrainId grain, string name);

    Task<IReadOnlyList<ReminderRow>> ReadAll();

    Task<IReadOnlyList<ReminderRow>> Read(GrainId grain);
}
