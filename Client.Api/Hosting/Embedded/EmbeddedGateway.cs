namespace Sanctum.Hosting;

/// <summary>Reaches the grains: in this build they live in the gateway's own process.</summary>
internal static class EmbeddedGateway
{
    /// <summary>Hosts the grains here.</summary>
    public static IHostApplicationBuilder ConnectToGrains(this IHostApplicationBuilder builder) => builder.HostGrains();
}
