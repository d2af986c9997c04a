using Microsoft.Extensions.Options;
using Sanctum.Edge;

namespace Sanctum.Access;

/// <summary>
/// The address under which others reach this gateway: the setting, or what a request names. It is the issuer of tokens by OAuth
/// 2.1 and the resource that they are for.
/// </summary>
internal sealed class PublicAddress(IOptionsMonitor<GatewayOptions> options)
{
    private readonly Uri? _configured =
        options.CurrentValue.PublicUrl is { Length: > 0 } address ? new Uri(address) : null;

    /// <summary>What the setting says; null where requests say it.</summary>
    public Uri? Configured => _configured;

    /// <summary>The address, which ends in a slash.</summary>
    public Uri Of(HttpRequest request) => _configured ?? new Uri($"{request.Scheme}://{request.Host}/");

    /// <summary>Whether a resource that a client names (RFC 8707) is served here.</summary>
    public bool Serves(string resource, HttpRequest request) =>
        Uri.TryCreate(resource, UriKind.Absolute, out var address) && Of(request).IsBaseOf(address);
}
