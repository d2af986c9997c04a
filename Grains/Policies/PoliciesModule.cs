using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Policies;

internal sealed class PoliciesModule : IGrainModule
{
    private const int MaxAnswerBytes = 64 * 1024;

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OpaOptions>().BindConfiguration("Sanctum:Policies:Opa").ValidateDataAnnotations()
            .Validate(
                options => options.Actions.All(PolicyActions.All.Contains),
                $"Sanctum:Policies:Opa:Actions has a name that is none of {PolicyActions.Listed}.")
            .ValidateOnStart();
        services.AddOptions<OpenFgaOptions>().BindConfiguration("Sanctum:Policies:OpenFga").ValidateDataAnnotations()
            .Validate(
                options => options.Actions.All(PolicyActions.All.Contains),
                $"Sanctum:Policies:OpenFga:Actions has a name that is none of {PolicyActions.Listed}.")
            .Validate(
                options => options.Url is null || options.StoreId is not null,
                "Sanctum:Policies:OpenFga:StoreId is missing: the server has many stores.")
            .ValidateOnStart();
        services.AddOptions<WasmOptions>().BindConfiguration("Sanctum:Policies:Wasm").ValidateDataAnnotations().ValidateOnStart();
        AddClient(services, OpaSource.Client);
        AddClient(services, OpenFgaSource.Client);
        foreach (var rule in PartTypes.Implementing<IPolicyRule>())
            services.AddSingleton(typeof(IPolicyRule), rule);
        foreach (var source in PartTypes.Implementing<IPolicySource>())
            services.AddSingleton(typeof(IPolicySource), source);
        services.AddSingleton<PolicyMeter>();
        services.AddSingleton<PolicyStore>();
        services.AddSingleton<WasmRuntime>();
        services.AddSingleton<PolicyDocumentReader>();
        services.AddSingleton<PolicyEngine>();
        services.AddSingleton<PolicyDocuments>();
        services.AddHostedService(provider => provider.GetRequiredService<PolicyDocuments>());
    }

    private static void AddClient(IServiceCollection services, string name) =>
        services.AddHttpClient(name, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.MaxResponseContentBufferSize = MaxAnswerBytes;
        }).RemoveAllLoggers();
}
