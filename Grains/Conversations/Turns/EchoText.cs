using Sanctum.Platforms;
using Sanctum.Platforms.Accounts;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>What a message is answered with in the message mode <c>echo</c>: who wrote it, and its text.</summary>
internal sealed class EchoText(AdmissionStore notifications)
{
    /// <summary>
    /// Such as <c>[Username: @ann, Bluesky ID: did:plc:1] hello</c>; what is not known of the person is left out.
    /// </summary>
    public async Task<string> Of(TurnLease turn)
    {
        var message = turn.Notification;
        var account = new AccountKey(turn.Lease.Agent.Tenant, message.Platform, message.Account);
        var known = message.Platform == PlatformNames.Api
            ? []
            : await notifications.Find(account, [message.NotificationId], CancellationToken.None);
        return Format(message.From, message.Platform, known is [var one] ? one.Facts.AuthorId : "", message.Text);
    }

    internal static string Format(string handle, string platform, string id, string text)
    {
        var parts = new List<string>();
        if (handle.Length > 0 && handle != id)
            parts.Add($"Username: @{handle.TrimStart('@')}");
        if (id.Length > 0)
            parts.Add($"{char.ToUpperInvariant(platform[0])}{platform[1..]} ID: {id}");
        return parts.Count == 0 ? text : $"[{string.Join(", ", parts)}] {text}";
    }
}
