using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Platforms.Webhooks;
using Sanctum.Publishing;

namespace Sanctum.Platforms.Remote;

/// <summary>An adapter that is a process of its own: it is called over HTTP and delivers by webhooks, both signed with its secret.</summary>
[AddedAtRunTime]
internal class RemoteAdapter(
    string name, RemoteRegistration registration, RemoteCalls calls, RemoteCircuitBreaker circuit, IOptions<WebhookOptions> options, TimeProvider clock)
    : IWebhookPlatform
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    private readonly WebhookSecrets _secrets = WebhookSecrets.Parse(registration.Secret);

    public string Platform => name;

    public PlatformCapabilities Capabilities { get; } =
        new(registration.LongestText, registration.TextUnit, IdempotentPosts: registration.IdempotentPosts, Threads: true);

    public string SettingsSchema => registration.SettingsSchema;

    /// <summary>How the process is doing.</summary>
    public RemoteState State => circuit.Describe(registration.BaseUrl);

    public Task<ImmutableArray<PlatformNotification>> ReceiveAsync(PlatformAccount account, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = _secrets.Verify(delivery, now, options.Value.Tolerance);
        return Task.FromResult(DeliveredMessage.Read(delivery.Body, id, now));
    }

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var answer = await Call("post", post.IdempotencyKey, new { Account = Describe(account), Post = OutgoingMessage.Of(post) }, cancellationToken);
        return new PostReceipt(OutgoingMessage.IdIn(answer) ?? post.IdempotencyKey);
    }

    protected Task<JsonElement> Call(string operation, string id, object input, CancellationToken cancellationToken)
    {
        var address = new Uri($"{registration.BaseUrl.TrimEnd('/')}/{operation}");
        var request = new SignedRequest(name, address, id, JsonSerializer.SerializeToUtf8Bytes(input, ReplyTarget.Json), NoHeaders);
        return circuit.Call(ct => calls.Post(request, _secrets, ct), cancellationToken);
    }

    protected static object Describe(PlatformAccount account) => new { account.Tenant, Name = account.Account, account.Settings };
}

/// <summary>One that also shows people that an answer is being written.</summary>
[AddedAtRunTime]
internal sealed class TypingRemoteAdapter(
    string name, RemoteRegistration registration, RemoteCalls calls, RemoteCircuitBreaker circuit, IOptions<WebhookOptions> options, TimeProvider clock)
    : RemoteAdapter(name, registration, calls, circuit, options, clock), ITypingIndicator
{
    public Task ShowTypingAsync(PlatformAccount account, TypingPlace place, CancellationToken cancellationToken)
    {
        var target = ReplyTarget.Read(place.ReplyContext);
        return Call(
            "typing", $"typing:{Guid.CreateVersion7():N}",
            new { Account = Describe(account), Session = place.SessionId, target?.Thread, target?.InReplyTo, target?.Context }, cancellationToken);
    }
}
