using System.Globalization;

namespace Sanctum.Limits;

/// <summary>
/// <c>RateLimit-Policy</c> and <c>RateLimit</c> of every counted answer, as draft-ietf-httpapi-ratelimit-headers-10 has them: a
/// list with the limits that were asked.
/// </summary>
internal static class RateLimitHeaders
{
    public const string Policy = "RateLimit-Policy";
    public const string State = "RateLimit";

    private static readonly object Key = new();

    /// <summary>Adds a limit to the answer.</summary>
    public static void Add(HttpContext context, string limit, LimitRule rule, LimitDecision decision)
    {
        var (policy, state) = (PolicyOf(limit, rule), StateOf(limit, decision));
        if (context.Items[Key] is Asked before)
            (policy, state) = ($"{before.Policy}, {policy}", $"{before.State}, {state}");
        else
            // The exception handler clears the headers, so these are written last.
            context.Response.OnStarting(Write, context);
        context.Items[Key] = new Asked(policy, state);
    }

    private static Task Write(object state)
    {
        var context = (HttpContext)state;
        var asked = (Asked)context.Items[Key]!;
        context.Response.Headers[Policy] = asked.Policy;
        context.Response.Headers[State] = asked.State;
        return Task.CompletedTask;
    }

    private static string PolicyOf(string limit, LimitRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"\"{limit}\";q={rule.Permits};w={Seconds(rule.Window)}");

    private static string StateOf(string limit, LimitDecision decision) => string.Create(
        CultureInfo.InvariantCulture, $"\"{limit}\";r={decision.Remaining};t={Seconds(decision.Reset)}");

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    private sealed record Asked(string Policy, string State);
}
