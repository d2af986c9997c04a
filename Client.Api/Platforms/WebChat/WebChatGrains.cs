using Sanctum.Access;

namespace Sanctum.Platforms.WebChat;

/// <summary>The grains of web chats.</summary>
internal static class WebChatGrains
{
    public static IWebChatGrain WebChat(this IGrainFactory grains, AccountName account) =>
        grains.GetGrain<IWebChatGrain>(CallerTenant.Key(account.Value).ToString());

    public static IWebChatBridgeGrain WebChatBridge(this IGrainFactory grains, AccountName account) =>
        grains.GetGrain<IWebChatBridgeGrain>(CallerTenant.Key(account.Value).ToString());

    public static IChatRoomGrain ChatRoom(
        this IGrainFactory grains, AccountName account, ChatVisitor visitor, ConversationId conversation)
    {
        var key = new ChatRoomKey(CallerTenant.Name, account.Value, visitor.Id, conversation.Value);
        return grains.GetGrain<IChatRoomGrain>(key.ToString());
    }
}
