using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Testing.Models;

namespace Sanctum.Models;

/// <summary>The product's own gateway to the loopback server, configured as an operator would.</summary>
internal static class ModelGateways
{
    public static IModelGateway Gateway(
        this LoopbackModelServer server, string kind, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        new ModelsModule().Register(
            services, new ConfigurationBuilder().AddInMemoryCollection(server.Settings(kind, settings)).Build());
        return services.BuildServiceProvider().GetRequiredService<IModelGateway>();
    }

    /// <summary>Settings of a provider <c>test</c> that is this server.</summary>
    public static Dictionary<string, string?> Settings(
        this LoopbackModelServer server, string kind, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>
        {
            ["Sanctum:Models:Providers:test:Kind"] = kind,
            ["Sanctum:Models:Providers:test:BaseUrl"] = kind == "OpenAI" ? server.Url + "/v1" : server.Url,
            ["Sanctum:Models:Providers:test:ApiKey"] = "sk-secret",
            ["Sanctum:Models:Providers:test:RetryDelay"] = "00:00:00.001",
        };
        foreach (var (key, value) in settings)
            values[$"Sanctum:Models:Providers:test:{key}"] = value;
        return values;
    }
}
