using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Cluster;
using Sanctum.Conversations;
using Sanctum.DeadLetters;
using Sanctum.Memory;
using Sanctum.Platforms;
using Sanctum.Platforms.WebChat;
using Sanctum.Plugins;
using Sanctum.Publishing;
using Sanctum.Queues;
using Sanctum.Settings;
using Sanctum.Tools;

namespace Sanctum.Identity;

/// <summary>The grains behind the ids of the outside. Tenants come with users and keys; until then everything is in the default one.</summary>
internal static class GrainReferences
{
    private const string Worker = "gateway";

    public static IAgentGrain Agent(this IGrainFactory grains, AgentId id) => grains.GetGrain<IAgentGrain>(id.GrainKey);

    public static IMemoryGrain Memory(this IGrainFactory grains, AgentId id) => grains.GetGrain<IMemoryGrain>(id.GrainKey);

    public static IMemoryDirectoryGrain Memories(this IGrainFactory grains) => grains.GetGrain<IMemoryDirectoryGrain>(KeyOf("memories"));

    public static IDeadLetterGrain DeadLetters(this IGrainFactory grains, string queue) => grains.GetGrain<IDeadLetterGrain>(KeyOf(queue));

    public static IDeadLetterDirectoryGrain DeadLetterQueues(this IGrainFactory grains) =>
        grains.GetGrain<IDeadLetterDirectoryGrain>(KeyOf("dead-letters"));

    public static IClusterGrain Cluster(this IGrainFactory grains) => grains.GetGrain<IClusterGrain>(KeyOf("cluster"));

    public static IQueueGrain Queue(this IGrainFactory grains, AgentId id) => grains.GetGrain<IQueueGrain>(id.GrainKey);

    public static IQueueCareGrain QueueCare(this IGrainFactory grains, AgentId id) => grains.GetGrain<IQueueCareGrain>(id.GrainKey);

    public static IMessageSeriesWorker MessageSeries(this IGrainFactory grains) => grains.GetGrain<IMessageSeriesWorker>(KeyOf(Worker));

    public static IQueueDirectoryGrain Queues(this IGrainFactory grains) => grains.GetGrain<IQueueDirectoryGrain>(KeyOf("queues"));

    public static IOutboxDirectoryGrain Outboxes(this IGrainFactory grains) => grains.GetGrain<IOutboxDirectoryGrain>(KeyOf("outboxes"));

    public static IOutboxCareGrain OutboxCare(this IGrainFactory grains, PlatformName platform, AccountName account) =>
        grains.GetGrain<IOutboxCareGrain>(KeyOf(platform, account));

    public static ISessionGrain Session(this IGrainFactory grains, SessionId id) => grains.GetGrain<ISessionGrain>(id.GrainKey);

    /// <summary>Opens a session, beside its agent where it is new.</summary>
    public static Task<Session> OpenSession(this IGrainFactory grains, SessionId id, AgentId agent)
    {
        RequestContext.Set(CallHints.Agent, agent.GrainKey);
        try
        {
            return grains.Session(id).Open(agent.Value);
        }
        finally
        {
            RequestContext.Remove(CallHints.Agent);
        }
    }

    public static ISessionDirectoryGrain Sessions(this IGrainFactory grains) => grains.GetGrain<ISessionDirectoryGrain>(KeyOf("sessions"));

    public static IAgentDirectoryGrain AgentDirectory(this IGrainFactory grains) => grains.GetGrain<IAgentDirectoryGrain>(KeyOf("agents"));

    public static IAgentDefinitionWorker AgentDefinitions(this IGrainFactory grains) => grains.GetGrain<IAgentDefinitionWorker>(KeyOf(Worker));

    public static IToolCatalogWorker ToolCatalog(this IGrainFactory grains) => grains.GetGrain<IToolCatalogWorker>(KeyOf("tools"));

    public static IMessageModeGrain MessageMode(this IGrainFactory grains) =>
        grains.GetGrain<IMessageModeGrain>(KeyOf("settings"));

    public static IToolRunGrain ToolRun(this IGrainFactory grains, Guid run) => grains.GetGrain<IToolRunGrain>(KeyOf(run.ToString()));

    public static IAuditGrain Audit(this IGrainFactory grains) => grains.GetGrain<IAuditGrain>(KeyOf("audit"));

    public static IPlatformDirectoryGrain Platforms(this IGrainFactory grains) => grains.GetGrain<IPlatformDirectoryGrain>(KeyOf("platforms"));

    public static IPluginsGrain Plugins(this IGrainFactory grains) => grains.GetGrain<IPluginsGrain>(KeyOf("plugins"));

    public static IPeopleGrain People(this IGrainFactory grains) => grains.GetGrain<IPeopleGrain>(KeyOf("people"));

    public static IPlatformAccountGrain Account(this IGrainFactory grains, PlatformName platform, AccountName account) =>
        grains.GetGrain<IPlatformAccountGrain>(KeyOf(platform, account));

    public static IAccountRequestWorker AccountRequests(this IGrainFactory grains, PlatformName platform, AccountName account) =>
        grains.GetGrain<IAccountRequestWorker>(KeyOf(platform, account));

    public static IWebChatGrain WebChat(this IGrainFactory grains, AccountName account) => grains.GetGrain<IWebChatGrain>(KeyOf(account.Value));

    public static IWebChatBridgeGrain WebChatBridge(this IGrainFactory grains, AccountName account) =>
        grains.GetGrain<IWebChatBridgeGrain>(KeyOf(account.Value));

    public static IChatRoomGrain ChatRoom(this IGrainFactory grains, AccountName account, ChatVisitor visitor, ConversationId conversation) =>
        grains.GetGrain<IChatRoomGrain>(new ChatRoomKey(GrainKey.DefaultTenant, account.Value, visitor.Id, conversation.Value).ToString());

    private static string KeyOf(PlatformName platform, AccountName account) =>
        new AccountKey(GrainKey.DefaultTenant, platform.Value, account.Value).ToString();

    private static string KeyOf(string name) => GrainKey.InDefaultTenant(name).ToString();
}
