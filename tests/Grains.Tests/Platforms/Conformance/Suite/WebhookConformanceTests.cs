using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Sanctum.Conformance.Platforms;
using Sanctum.Platforms.Webhooks;
using Sanctum.Testing;

namespace Sanctum.Platforms.Conformance;

public sealed class WebhookConformanceTests : PlatformAdapterConformance
{
    protected override async Task<PlatformStandIn> StartAsync() => new StandIn(await LoopbackReceiver.Start());

    /// <summary>A shop that takes each message once, by its id.</summary>
    private sealed class StandIn : PlatformStandIn
    {
        private readonly LoopbackReceiver _shop;
        private readonly Dictionary<string, string> _texts = [];
        private bool _isDown;

        public StandIn(LoopbackReceiver shop)
        {
            var options = new WebhookOptions { AllowedNetworks = ["127.0.0.0/8"] };
            _shop = shop;
            _shop.Answer = Take;
            Adapter = new WebhookAdapter(WebClients.Webhooks(options), Options.Create(options), TimeProvider.System);
            var settings = JsonElement.Parse($$"""{"url":"{{shop.Url}}"}""");
            Account = new PlatformAccount(
                "default", PlatformNames.Webhook, "shop", settings,
                new PlatformSession("webhook", Deliveries.Secret, null, null, ImmutableDictionary<string, string>.Empty));
        }

        public override IPlatformAdapter Adapter { get; }

        public override PlatformAccount Account { get; }

        public override PlatformCredentials WrongCredentials { get; } =
            new(ImmutableDictionary<string, string>.Empty.Add("secret", "too short"));

        public override Task<int> CountPostsAsync(string text) => Task.FromResult(_texts.Values.Count(one => one == text));

        public override Task<bool> FailOnceAsync()
        {
            _isDown = true;
            return Task.FromResult(true);
        }

        public override ValueTask DisposeAsync() => _shop.DisposeAsync();

        private Task Take(ReceivedRequest request, HttpContext http)
        {
            if (_isDown)
            {
                (_isDown, http.Response.StatusCode) = (false, StatusCodes.Status503ServiceUnavailable);
                return Task.CompletedTask;
            }
            var message = JsonElement.Parse(request.Body);
            _texts.TryAdd(request.Headers[WebhookSecrets.IdHeader], message.GetProperty("text").GetString()!);
            return Task.CompletedTask;
        }
    }
}
