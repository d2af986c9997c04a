using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Hosting;

namespace Sanctum.Platforms.Webhooks;

internal sealed class WebhooksModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration("Sanctum:Webhooks").ValidateDataAnnotations().ValidateOnStart();
        services.AddSignedClient(
            PublicCalls.Client, provider => provider.GetRequiredService<IOptions<WebhookOptions>>().Value.AllowedNetworks);
        services.AddSingleton<PublicCalls>();
    }
}
