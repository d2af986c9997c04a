using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Sanctum.Errors;
using Sanctum.Web;

namespace Sanctum.Tools.Builtin;

/// <summary>
/// The HTTP client of <see cref="PublicWeb"/>. It only reads, so a server that fails for a moment is asked again; no caller above
/// does that. There is no circuit: one for each host that a model names would be memory without bound.
/// </summary>
internal static class PublicWebClient
{
    /// <summary>Its name for the factory.</summary>
    public const string Name = "public-web";

    /// <summary>How often a request is made again.</summary>
    public const int MaxRetries = 2;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(300);

    /// <summary>Adds it.</summary>
    public static void AddPublicWebClient(this IServiceCollection services) =>
        services.AddVettedClient(Name, provider => new VettedConnections(
                new PublicAddresses(provider.GetRequiredService<IOptions<FetchWebpageOptions>>().Value.AllowedNetworks)))
            .AddResilienceHandler("retry", pipeline => pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = MaxRetries,
                Delay = RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = failed => ValueTask.FromResult(IsWorthRetrying(failed.Outcome)),
            }));

    // A server that names a time wants to be asked then and not before; a tool does not wait for that.
    private static bool IsWorthRetrying(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: SanctumException } } => false,
        { Exception: HttpRequestException } => true,
        { Result: { Headers.RetryAfter: null } answer } =>
            answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
        _ => false,
    };
}
