using Sanctum.Identity;
using Sanctum.Platforms;
using Sanctum.Queues;

namespace Sanctum.Plugins.Messages;

/// <summary>Hands the messages of a plug-in to the account that they are for, in whichever silo that is.</summary>
internal sealed class PluginInbox(IGrainFactory grains) : IPluginInbox
{
    private const int MaxIdCharacters = 256;
    private const int MaxConversationCharacters = 1_000;

    private volatile string? _platform;

    /// <summary>Takes messages of a platform from now on.</summary>
    public void Open(string platform) => _platform = platform;

    public void Close() => _platform = null;

    public async Task<bool> IngestAsync(PluginMessage message, CancellationToken cancellationToken)
    {
        var platform = _platform
            ?? throw new InvalidOperationException("Messages are ingested from StartAsync until StopAsync has ended.");
        var notification = NotificationOf(message);
        var account = new AccountKey(GrainKey.DefaultTenant, platform, message.Account);
        var receipt = await grains.Account(account).TakeIn([notification])
            .WaitAsync(cancellationToken);
        return receipt.TakenIn > 0;
    }

    private static PlatformNotification NotificationOf(PluginMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (FaultOf(message) is { } fault)
            throw new ArgumentException(fault, nameof(message));
        var author = message.Profile.Author;
        var context = new ReplyAddress(message.Id, message.Profile).ToReplyContext();
        if (ReplyContextRule.FaultOf(context) is { } contextFault)
            throw new ArgumentException($"Profile and Id, as JSON, {contextFault}", nameof(message));
        // The account takes what is later than its own clock as now.
        return new PlatformNotification(
            message.Id, NotificationKind.DirectMessage, author, message.Text, message.Conversation ?? author.Id, context,
            message.SentAt ?? DateTimeOffset.MaxValue);
    }

    // Its author's compiler need not know what must not be null.
    private static string? FaultOf(PluginMessage message) => message switch
    {
        { Account: null or "" } => "Account is missing.",
        { Id: not { Length: > 0 and <= MaxIdCharacters } } => $"Id must have 1 to {MaxIdCharacters} characters.",
        { Profile: null or { Author: null } or { Metadata: null } } => "Profile, its Author or its Metadata is null.",
        { Profile.Author.Id: not { Length: > 0 and <= MaxIdCharacters } } =>
            $"Profile.Author.Id must have 1 to {MaxIdCharacters} characters.",
        { Text: null } => "Text is null.",
        { Conversation.Length: > MaxConversationCharacters } =>
            $"Conversation has more than {MaxConversationCharacters} characters.",
        _ => null,
    };
}
