using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Platforms.Webhooks;
using Sanctum.Publishing;
using Sanctum.Turns;

namespace Sanctum.Platforms.Remote;

/// <summary>
/// An adapter that runs in a separate process: it is called over HTTP and delivers by webhooks, both signed with its secret. What
/// it can do beside posting, it said when it was registered.
/// </summary>
[AddedAtRunTime]
internal sealed class RemoteAdapter(
    string name, RemoteRegistration registration, RemoteCalls calls, RemoteCircuitBreaker circuit,
    IOptions<WebhookOptions> options, TimeProvider clock)
    : IWebhookPlatform, ITypingIndicator, IThreadReader, IPostSearch, IProfileReader, IPostRemoval
{
    private const string Answered = "answered";
    private static readonly Dictionary<string, string> NoHeaders = [];

    private readonly WebhookSecrets _secrets = WebhookSecrets.Parse(registration.Secret);

    public string Platform => name;

    public PlatformCapabilities Capabilities { get; } = new(
        registration.LongestText, registration.TextUnit, IdempotentPosts: registration.IdempotentPosts, Threads: true,
        Deletes: registration.Operations.Contains(RemoteOperation.Delete));

    public string SettingsSchema => registration.SettingsSchema;

    /// <summary>How the process is doing.</summary>
    public RemoteState State => circuit.Describe(registration.BaseUrl);

    public bool Can<TPlatform>() where TPlatform : class, IPlatformAdapter =>
        this is TPlatform && (NameOf(typeof(TPlatform)) is not { } operation || registration.Operations.Contains(operation));

    public Task<ImmutableArray<PlatformNotification>> ReceiveAsync(
        PlatformAccount account, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = _secrets.Verify(delivery, now, options.Value.Tolerance);
        return Task.FromResult(DeliveredMessages.Read(delivery.Body, id, now));
    }

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var answer = await Call(
            PlatformOperations.Post, post.IdempotencyKey, new { Account = Describe(account), Post = OutgoingMessage.Of(post) },
            cancellationToken);
        return new PostReceipt(OutgoingMessage.IdIn(answer) ?? post.IdempotencyKey);
    }

    public Task ShowTypingAsync(PlatformAccount account, TypingPlace place, CancellationToken cancellationToken)
    {
        var target = ReplyTarget.Read(place.ReplyContext);
        return Call(
            PlatformOperations.Typing,
            new { Account = Describe(account), Session = place.SessionId, target?.Thread, target?.InReplyTo, target?.Context },
            cancellationToken);
    }

    public async Task<PlatformThread?> ReadThreadAsync(
        PlatformAccount account, string postId, CancellationToken cancellationToken)
    {
        var answer = await Call(PlatformOperations.Thread, new { Account = Describe(account), Post = postId }, cancellationToken);
        return RemoteAnswer.Read<FoundPosts>(name, PlatformOperations.Thread, answer).Posts is { } posts
            ? new PlatformThread([.. posts.Select(post => post.ToPost())])
            : null;
    }

    public async Task<bool> HasAnsweredAsync(
        PlatformAccount account, Notification notification, CancellationToken cancellationToken)
    {
        var target = ReplyTarget.Read(notification.ReplyContext);
        var answer = await Call(
            Answered,
            new
            {
                Account = Describe(account),
                Session = notification.SessionId,
                target?.Thread,
                target?.InReplyTo,
                target?.Context,
            },
            cancellationToken);
        return RemoteAnswer.Read<FoundAnswer>(name, Answered, answer).Answered;
    }

    public async Task<ImmutableArray<PlatformPost>> SearchAsync(
        PlatformAccount account, PostQuery query, CancellationToken cancellationToken)
    {
        var answer = await Call(
            PlatformOperations.Search,
            new
            {
                Account = Describe(account),
                query.Text,
                query.Author,
                Order = JsonNamingPolicy.CamelCase.ConvertName(query.Order.ToString()),
                query.Limit,
            },
            cancellationToken);
        return [.. (RemoteAnswer.Read<FoundPosts>(name, PlatformOperations.Search, answer).Posts ?? []).Take(query.Limit)
            .Select(post => post.ToPost())];
    }

    public async Task<PersonProfile?> ReadProfileAsync(
        PlatformAccount account, string handleOrId, CancellationToken cancellationToken)
    {
        var answer = await Call(
            PlatformOperations.Profile, new { Account = Describe(account), Person = handleOrId }, cancellationToken);
        return RemoteAnswer.Read<FoundProfile>(name, PlatformOperations.Profile, answer).Profile?.ToProfile();
    }

    public Task DeleteAsync(PlatformAccount account, string postId, CancellationToken cancellationToken) =>
        Call(PlatformOperations.Delete, new { Account = Describe(account), Post = postId }, cancellationToken);

    private static RemoteOperation? NameOf(Type platform) =>
        platform == typeof(ITypingIndicator) ? RemoteOperation.Typing
        : platform == typeof(IThreadReader) ? RemoteOperation.Thread
        : platform == typeof(IPostSearch) ? RemoteOperation.Search
        : platform == typeof(IProfileReader) ? RemoteOperation.Profile
        : platform == typeof(IPostRemoval) ? RemoteOperation.Delete
        : null;

    // What may be asked again as often as somebody likes needs no lasting id.
    private Task<JsonElement> Call(string operation, object input, CancellationToken cancellationToken) =>
        Call(operation, $"{operation}:{Guid.CreateVersion7():N}", input, cancellationToken);

    private Task<JsonElement> Call(string operation, string id, object input, CancellationToken cancellationToken)
    {
        var address = new Uri($"{registration.BaseUrl.TrimEnd('/')}/{operation}");
        var request = new SignedRequest(
            name, address, id, JsonSerializer.SerializeToUtf8Bytes(input, ReplyTarget.Json), NoHeaders, ExpectsJson: true);
        return circuit.Call(ct => calls.Post(request, _secrets, ct), cancellationToken);
    }

    private static object Describe(PlatformAccount account) => new { account.Tenant, Name = account.Account, account.Settings };
}
