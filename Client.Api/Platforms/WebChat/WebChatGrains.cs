using Sanctum.Identity;

namespace Sanctum.Platforms.WebChat;

/// <summary>The grains of web chats.</summary>
internal static class WebChatGrains
{
    public static IWebChatGrain WebChat(this IGrainFactory grains, AccountName account) =>
        grains.GetGrain<IWebChatGrain>(GrainKey.InDefaultTenant(account.Value).ToString());

    public static IWebChatBridgeGrain WebChatBridge(this IGrainFactory grains, AccountName account) =>
        grains.GetGrain<IWebChatBridgeGrain>(GrainKey.InDefaultTenant(account.Value).ToString());

    public static IChatRoomGrain ChatRoom(
        this IGrainFactory grains, AccountName account, ChatVisitor visitor, ConversationId conversation)
    {
        var key = new ChatRoomKey(GrainKey.DefaultTenant, account.Value, visitor.Id, conversation.Value);
        return grains.GetGrain<IChatRoomGrain>(key.ToString());
    }
}
