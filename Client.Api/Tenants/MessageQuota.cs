using System.Globalization;
using Sanctum.Access;
using Sanctum.Limits;
using Sanctum.Problems;

namespace Sanctum.Tenants;

/// <summary>How many messages the API takes in for a tenant within any minute, where it has a quota of them.</summary>
internal sealed class MessageQuota(KnownTenants tenants) : IRequestLimit
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public string Name => "messages";

    public LimitStage Stage => LimitStage.AfterSignIn;

    public LimitedSubject? SubjectOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<CountsAsMessage>() is not null
        && tenants.Peek(CallerTenant.Name) is { Quotas.MessagesPerMinute: { } quota } tenant
            ? new LimitedSubject(tenant.Name, "all", new LimitRule(LimitAlgorithm.SlidingWindow, quota, Window))
            : null;

    public string Explain(LimitRule rule) =>
        string.Create(CultureInfo.InvariantCulture, $"The tenant may send {rule.Permits} messages per minute, its quota.");

    public Problem Refuse(LimitRule rule, TimeSpan retryAfter) => TenantProblems.Quota(Explain(rule), retryAfter);
}

/// <summary>An endpoint that takes a message in for an agent.</summary>
internal sealed class CountsAsMessage;
