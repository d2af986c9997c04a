using Microsoft.Extensions.DependencyInjection;

namespace Sanctum.Web;

/// <summary>Named HTTP clients whose connections are all vetted.</summary>
internal static class VettedClients
{
    /// <summary>
    /// Adds a client without a time limit, redirects, cookies and proxies. It logs nothing: addresses that operators name may
    /// hold keys in their path.
    /// </summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="name">Its name for the factory.</param>
    /// <param name="findConnections">Where it may connect to.</param>
    public static IHttpClientBuilder AddVettedClient(
        this IServiceCollection services, string name, Func<IServiceProvider, VettedConnections> findConnections) =>
        services.AddHttpClient(name, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestHeaders.UserAgent.ParseAdd("Sanctum/1.0");
        })
        .ConfigurePrimaryHttpMessageHandler(provider => findConnections(provider).CreateHandler())
        // The handler renews its connections itself.
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers();
}
