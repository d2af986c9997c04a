using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Publishing;

namespace Sanctum.Platforms.Webhooks;

/// <summary>
/// Any system as a platform: it posts signed JSON in and gets signed JSON out. An account's session is its secret, so it is kept
/// and exchanged as sessions are.
/// </summary>
internal sealed class WebhookAdapter(
    PublicCalls calls, IOptions<WebhookOptions> options, TimeProvider clock) : IAuthenticatedPlatform, IWebhookPlatform
{
    private const int LongestText = 32_000;
    private const string Secret = "secret";

    public string Platform => PlatformNames.Webhook;

    public PlatformCapabilities Capabilities { get; } = new(LongestText, TextUnit.Utf16, IdempotentPosts: true, Threads: true);

    public string SettingsSchema => WebhookSettings.Schema;

    public ImmutableArray<string> CredentialNames { get; } = [Secret];

    public IEnumerable<FieldError> Validate(JsonElement settings) => WebhookSettings.Read(settings).Check();

    public Task<PlatformSession> LogInAsync(
        PlatformCredentials credentials, JsonElement settings, CancellationToken cancellationToken)
    {
        try
        {
            _ = WebhookSecrets.Parse(credentials[Secret]);
            return Task.FromResult(
                new PlatformSession(Platform, credentials[Secret], null, null, ImmutableDictionary<string, string>.Empty));
        }
        catch (FormatException exception)
        {
            throw new DependencyException(Platform, $"the secret {exception.Message}", ErrorClass.Permanent);
        }
    }

    public Task<PlatformSession> RefreshAsync(
        PlatformSession session, JsonElement settings, CancellationToken cancellationToken) =>
        throw new SessionExpiredException(Platform, "a secret is not refreshed.");

    public Task<ImmutableArray<PlatformNotification>> ReceiveAsync(
        PlatformAccount account, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = SecretsOf(account).Verify(delivery, now, options.Value.Tolerance);
        return Task.FromResult(DeliveredMessages.Read(delivery.Body, id, now));
    }

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var settings = WebhookSettings.Read(account.Settings);
        var request = new SignedRequest(
            Platform, new Uri(settings.Url), post.IdempotencyKey, OutgoingMessage.Of(post).ToBytes(), settings.Headers ?? []);
        var answer = await calls.Post(request, SecretsOf(account), cancellationToken);
        return new PostReceipt(OutgoingMessage.IdIn(answer) ?? post.IdempotencyKey);
    }

    private static WebhookSecrets SecretsOf(PlatformAccount account) =>
        WebhookSecrets.Parse(account.RequireSession().AccessToken);
}
