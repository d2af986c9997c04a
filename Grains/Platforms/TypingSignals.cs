using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Settings;
using Sanctum.Turns;

namespace Sanctum.Platforms;

/// <summary>
/// Lets people see that an agent is at work, where their platform can show it. No turn waits for that or fails by it.
/// </summary>
internal sealed partial class TypingSignals(
    PlatformAdapters adapters, PlatformAccess access, MessageModes modes, IOptions<PlatformOptions> options,
    ILogger<TypingSignals> logger)
{
    /// <summary>Begins to show it.</summary>
    public void Show(TurnLease lease)
    {
        if (adapters.Find(lease.Notification.Platform)?.Can(PlatformOperations.Typing) is true)
            _ = ShowSomehow(lease.Notification, lease.Lease.Agent.Tenant);
    }

    private async Task ShowSomehow(Notification notification, string tenant)
    {
        try
        {
            if (await modes.Of(tenant) == MessageMode.Test)
                return;
            using var timeout = new CancellationTokenSource(options.Value.CallTimeout);
            var place = new TypingPlace(notification.SessionId, notification.ReplyContext);
            await access.Use(
                new AccountKey(tenant, notification.Platform, notification.Account),
                account => adapters.Use<ITypingIndicator, bool>(
                notification.Platform,
                async platform =>
                {
                    await platform.ShowTypingAsync(account, place, timeout.Token);
                    return true;
                }));
        }
        catch (Exception exception)
        {
            NotShown(logger, exception, notification.SessionId);
        }
    }

    [LoggerMessage(1460, LogLevel.Debug, "Session {Session}: nobody was shown that an answer is being written")]
    private static partial void NotShown(ILogger logger, Exception exception, string session);
}
