using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;
using Sanctum.Platforms.WebChat.Bridge;

namespace Sanctum.Platforms.WebChat;

internal sealed class WebChatModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WebChatStore>();
        services.AddSingleton<BridgeStore>();
    }
}
