using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Policies;

internal sealed class PoliciesModule : IGrainModule
{
    private const int MaxOpaAnswerBytes = 64 * 1024;

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OpaOptions>().BindConfiguration("Sanctum:Policies:Opa").ValidateDataAnnotations()
            .Validate(
                options => options.Actions.All(PolicyActions.All.Contains),
                $"Sanctum:Policies:Opa:Actions has a name that is none of {PolicyActions.Listed}.")
            .ValidateOnStart();
        services.AddHttpClient(OpaSource.Client, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.MaxResponseContentBufferSize = MaxOpaAnswerBytes;
        }).RemoveAllLoggers();
        foreach (var rule in PartTypes.Implementing<IPolicyRule>())
            services.AddSingleton(typeof(IPolicyRule), rule);
        foreach (var source in PartTypes.Implementing<IPolicySource>())
            services.AddSingleton(typeof(IPolicySource), source);
        services.AddSingleton<PolicyMeter>();
        services.AddSingleton<PolicyStore>();
        services.AddSingleton<PolicyEngine>();
        services.AddSingleton<PolicyDocuments>();
        services.AddHostedService(provider => provider.GetRequiredService<PolicyDocuments>());
    }
}
