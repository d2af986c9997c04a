using System.Globalization;
using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Identity;

namespace Sanctum.Limits;

/// <summary>How often one address may try to come in: sign-ins, refreshes, registrations and resets.</summary>
internal sealed class SignInLimit(IOptions<GatewayOptions> options) : IRequestLimit
{
    private readonly LimitRule _rule = new(
        LimitAlgorithm.SlidingWindow, options.Value.SignInsPerMinute, TimeSpan.FromMinutes(1));

    public string Name => "sign-in";

    public LimitStage Stage => LimitStage.BeforeSignIn;

    public LimitedSubject? SubjectOf(HttpContext context) =>
        (context.Request.Path.StartsWithSegments("/api/users") || context.Request.Path.StartsWithSegments("/oauth/sign-in"))
        && context.GetEndpoint()?.Metadata.GetMetadata<OpenEndpoint>() is not null
            ? new LimitedSubject(GrainKey.DefaultTenant, CallerAddress.Of(context), _rule)
            : null;

    public string Explain(LimitRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"One address may try to sign in {rule.Permits} times a minute.");
}
