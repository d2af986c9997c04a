using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Sanctum.Edge;

/// <summary>
/// The address of a caller behind trusted proxies, and whether it came by TLS, for everything that asks for it. The headers are
/// read from right to left: each trusted proxy wrote down who called it, and what stands before the first address that is none
/// may be forged.
/// </summary>
internal static class ForwardedCallers
{
    public static void UseForwardedCallers(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.TrustedProxies;
        if (proxies.Length > 0)
            app.UseForwardedHeaders(From(proxies));
    }

    private static ForwardedHeadersOptions From(string[] proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                options.KnownProxies.Add(address);
            else
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
        return options;
    }
}
