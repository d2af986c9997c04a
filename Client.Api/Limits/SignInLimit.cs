using System.Globalization;
using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Identity;

namespace Sanctum.Limits;

/// <summary>How often one address may try to come in: sign-ins, refreshes, registrations and resets.</summary>
internal sealed class SignInLimit(IOptionsMonitor<GatewayOptions> options) : IRequestLimit
{
    public string Name => "sign-in";

    public LimitStage Stage => LimitStage.BeforeSignIn;

    public LimitedSubject? SubjectOf(HttpContext context) =>
        (context.Request.Path.StartsWithSegments("/api/users") || context.Request.Path.StartsWithSegments("/oauth/sign-in"))
        && context.GetEndpoint()?.Metadata.GetMetadata<OpenEndpoint>() is not null
            ? new LimitedSubject(GrainKey.DefaultTenant, CallerAddress.Of(context), RuleOf(options.CurrentValue))
            : null;

    public string Explain(LimitRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"One address may try to sign in {rule.Permits} times a minute.");

    private static LimitRule RuleOf(GatewayOptions gateway) =>
        new(LimitAlgorithm.SlidingWindow, gateway.SignInsPerMinute, TimeSpan.FromMinutes(1));
}
