using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Platforms.Webhooks;
using Sanctum.Tools.Builtin;

namespace Sanctum;

/// <summary>The product's HTTP clients with the options of a test.</summary>
internal static class WebClients
{
    /// <summary>What fetches pages.</summary>
    public static PublicWeb Web(FetchWebpageOptions options) =>
        New(services => services.AddPublicWebClient(), options).GetRequiredService<PublicWeb>();

    /// <summary>What posts to webhooks.</summary>
    public static PublicCalls Webhooks(WebhookOptions options) =>
        New(
            services => services.AddSignedClient(PublicCalls.Client, _ => options.AllowedNetworks), options)
            .GetRequiredService<PublicCalls>();

    private static ServiceProvider New<TOptions>(Action<IServiceCollection> add, TOptions options) where TOptions : class
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System).AddSingleton(Options.Create(options))
            .AddSingleton<PublicWeb>().AddSingleton<PublicCalls>();
        add(services);
        return services.BuildServiceProvider();
    }
}
