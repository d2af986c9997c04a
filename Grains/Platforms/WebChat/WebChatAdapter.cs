using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Publishing;

namespace Sanctum.Platforms.WebChat;

/// <summary>The gateway's page as a platform: what visitors write comes in by their room, and replies go out to it.</summary>
internal sealed class WebChatAdapter(IGrainFactory grains) : ITypingIndicator, IKeyedPlatform
{
    private const int LongestText = 32_000;

    public string Platform => PlatformNames.WebChat;

    public PlatformCapabilities Capabilities { get; } = new(LongestText, TextUnit.Utf16, IdempotentPosts: true, Threads: true);

    public ImmutableArray<string> KeyNames { get; } = [BridgeKeys.Api, BridgeKeys.Admin];

    public int MinKeyCharacters => BridgeKeys.MinCharacters;

    public string SettingsSchema => WebChatSettings.Schema;

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var room = FindRoom(account, post.ReplyContext)
            ?? throw new DependencyException(
                Platform, "a web chat is only answered; the post names no conversation.", ErrorClass.Permanent);
        return new PostReceipt(
            (await room.Reply(post.IdempotencyKey, post.Text)).Seq.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public Task ShowTypingAsync(PlatformAccount account, TypingPlace place, CancellationToken cancellationToken) =>
        FindRoom(account, place.ReplyContext)?.ShowTyping() ?? Task.CompletedTask;

    private IChatRoomGrain? FindRoom(PlatformAccount account, string? context) =>
        context is not null && JsonSerializer.Deserialize<ChatTarget>(context) is { } target
            ? grains.GetGrain<IChatRoomGrain>(
                new ChatRoomKey(account.Tenant, account.Account, target.Visitor, target.Conversation).ToString())
            : null;
}

/// <summary>Where a reply goes.</summary>
internal sealed record ChatTarget(string Visitor, string Conversation);
