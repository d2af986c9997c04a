using System.Globalization;
using Microsoft.Extensions.Options;
using Sanctum.Edge;
using Sanctum.Identity;

namespace Sanctum.Limits;

/// <summary>How many requests one address may make. Probes do not count.</summary>
internal sealed class AddressLimit(IOptionsMonitor<GatewayOptions> options) : IRequestLimit
{
    private static readonly string[] Uncounted = ["/health", "/ready", "/live", "/metrics"];

    public string Name => "address";

    public LimitStage Stage => LimitStage.BeforeSignIn;

    public LimitedSubject? SubjectOf(HttpContext context) =>
        Uncounted.Contains(context.Request.Path.Value)
            ? null
            : new LimitedSubject(GrainKey.DefaultTenant, CallerAddress.Of(context), RuleOf(options.CurrentValue));

    public string Explain(LimitRule rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"One address may make {rule.Permits} requests in {rule.Window.TotalSeconds:0.#} seconds.");

    private static LimitRule RuleOf(GatewayOptions gateway) =>
        new(gateway.RequestAlgorithm, gateway.RequestsPerWindow, gateway.RequestWindow);
}
