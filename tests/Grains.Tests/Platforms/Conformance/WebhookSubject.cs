using System.Collections.Immutable;
using Sanctum.Testing;

namespace Sanctum.Platforms.Conformance;

/// <summary>Another system that delivers lists to a webhook.</summary>
internal sealed class WebhookSubject(PlatformHost host, string account, LoopbackReceiver shop) : IConformingPlatform
{
    public PlatformHost Host => host;

    public string Account => account;

    public IPlatformAccountGrain Grain => host.Grains.GetGrain<IPlatformAccountGrain>($"default/webhook/{account}");

    public static async Task<IConformingPlatform> Start()
    {
        var host = await PlatformHost.Start(("Sanctum:Webhooks:AllowedNetworks:0", "127.0.0.0/8"));
        var subject = new WebhookSubject(host, await host.NewAgent(), await LoopbackReceiver.Start());
        var secret = new PlatformCredentials(ImmutableDictionary<string, string>.Empty.Add("secret", Deliveries.Secret));
        await subject.Grain.Connect(new AccountConnection(subject.Account, secret, $$"""{"url":"{{subject.Shop.Url}}"}"""));
        return subject;
    }

    private LoopbackReceiver Shop => shop;

    public Task<int> Happen() => Deliveries.Deliver(Grain);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await shop.DisposeAsync();
    }
}
