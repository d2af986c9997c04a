using Sanctum.Access;
using Sanctum.Clustering;
using Sanctum.Configuration;
using Sanctum.Edge;

namespace Sanctum.Hosting;

/// <summary>A gateway in a separate process: everything that the outside sees of the agents.</summary>
internal static class GatewayHost
{
    /// <summary>The whole gateway, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = SettingSources.CreateBuilder(args);
        builder.AddServiceDefaults("sanctum-gateway", typeof(GatewayHost).Assembly);
        builder.ConnectToCluster();
        builder.AddGateway();

        var app = builder.Build();
        app.CheckSettings();
        app.UseGateway();
        app.MapEndpointModules();
        app.CheckDeclarations();
        return app;
    }
}
