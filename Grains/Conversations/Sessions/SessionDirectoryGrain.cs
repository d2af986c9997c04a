using Microsoft.Extensions.Logging;
using Sanctum.Calls;
using Sanctum.Identity;

namespace Sanctum.Conversations;

/// <summary>
/// Lists sessions from rows that it brings up to date before it reads them, and now and then so that this is quick.
/// </summary>
[GrainType("sessiondirectory")]
internal sealed class SessionDirectoryGrain(
    SessionActivityStore activity, SessionListing listing, TimeProvider clock, ILogger<SessionDirectoryGrain> logger)
    : Grain, ISessionDirectoryGrain, IRemindable
{
    private const int ItemsAtOnce = 2_000;
    private const string ReminderName = "sessions";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private string Tenant => this.Key().Tenant;

    public Task Start() => this.RegisterOrUpdateReminder(ReminderName, Period, Period);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        try
        {
            await CatchUp();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ConversationLog.ActivityNotRead(logger, exception);
        }
    }

    public async Task<SessionPage> List(SessionSelection which, Guid? after, int limit)
    {
        PageLimit.Check(limit);
        await CatchUp();
        var listed = await listing.List(Tenant, which, after, limit, CancellationToken.None);
        return new SessionPage([.. listed.Select(session => session.Summary)], listed.Length == limit ? listed[^1].Cursor : null);
    }

    public async Task CatchUp()
    {
        var from = await activity.FindBeginning(Tenant, clock.GetUtcNow(), CancellationToken.None);
        int looked;
        do
        {
            (looked, from) = await activity.Advance(Tenant, from, ItemsAtOnce, clock.GetUtcNow(), CancellationToken.None);
        }
        while (looked == ItemsAtOnce);
    }
}
