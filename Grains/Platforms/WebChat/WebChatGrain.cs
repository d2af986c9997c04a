using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Orleans.Concurrency;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Platforms.WebChat;

/// <summary>Lets visitors in and tells who they are, from their rows; it keeps nothing itself.</summary>
[StatelessWorker, CollectionAgeLimit(Minutes = 2), GrainType("webchat")]
internal sealed class WebChatGrain(WebChatStore store) : Grain, IWebChatGrain
{
    private const int TokenBytes = 32;
    private const int MaxTokenCharacters = 100;
    private const int MaxNameCharacters = 64;
    private const int MaxConversations = 50;
    private const string UsualGreeting = "Hello! How can I help you?";

    private GrainKey Key => this.Key();

    public async Task<ChatPlace> Describe()
    {
        var account = await FindAccount();
        var agent = await GrainFactory.Agent(new GrainKey(Key.Tenant, account.Agent)).Get();
        var settings = WebChatSettings.Read(account.Settings);
        var name = agent.Definition.DisplayName is { Length: > 0 } shown ? shown : account.Agent;
        return new ChatPlace(
            settings.Title ?? name, settings.Greeting ?? UsualGreeting, [.. settings.Suggestions ?? []],
            account.Status == AccountStatus.Active);
    }

    public async Task<ChatPass> Enter(string? token, string name)
    {
        var wanted = CheckName(name);
        await FindAccount();
        if (token is not null && await Identify(token) is { } known)
            return new ChatPass(await Call(known.Id, wanted), token);
        var fresh = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var id = Guid.CreateVersion7().ToString("N");
        await store.InsertVisitor(Key.Tenant, Key.Name, id, Hash(fresh), CancellationToken.None);
        return new ChatPass(await Call(id, wanted), fresh);
    }

    public async Task<ChatVisitor?> Identify(string token) =>
        token.Length is 0 or > MaxTokenCharacters
            ? null
            : await store.FindVisitor(Key.Tenant, Key.Name, Hash(token), CancellationToken.None);

    public Task<ImmutableArray<ChatConversation>> ListConversations(string visitorId) =>
        store.ListConversations(Key.Tenant, Key.Name, visitorId, MaxConversations, CancellationToken.None);

    private async Task<ConnectedAccount> FindAccount()
    {
        try
        {
            return await GrainFactory.Account(new AccountKey(Key.Tenant, PlatformNames.WebChat, Key.Name)).Get();
        }
        catch (NotFoundException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<ChatVisitor> Call(string id, string name)
    {
        await GrainFactory.GetGrain<IPeopleGrain>(new GrainKey(Key.Tenant, "people").ToString())
            .GetOrCreate(PlatformNames.WebChat, id, ChatNames.HandleOf(id, name), name);
        return new ChatVisitor(id, name);
    }

    private static string CheckName(string name)
    {
        var trimmed = name.Trim();
        if (trimmed.Length is 0 or > MaxNameCharacters || trimmed.Any(char.IsControl))
            throw new InvalidRequestException(
                "name", $"must have 1 to {MaxNameCharacters} characters and no control characters.");
        return trimmed;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
