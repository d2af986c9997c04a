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
        if (context.Items[Key] is not List<Asked> asked)
        {
            context.Items[Key] = asked = new List<Asked>(capacity: 4);
            // The exception handler clears the headers, so these are written last.
            context.Response.OnStarting(Write, context);
        }
        asked.Add(new Asked(limit, rule, decision));
    }

    private static Task Write(object state)
    {
        var context = (HttpContext)state;
        var asked = (List<Asked>)context.Items[Key]!;
        context.Response.Headers[Policy] = string.Join(", ", asked.Select(one => one.Policy));
        context.Response.Headers[State] = string.Join(", ", asked.Select(one => one.State));
        return Task.CompletedTask;
    }

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    private readonly record struct Asked(string Limit, LimitRule Rule, LimitDecision Decision)
    {
        public string Policy => string.Create(
            CultureInfo.InvariantCulture, $"\"{Limit}\";q={Rule.Permits};w={Seconds(Rule.Window)}");

        public string State => string.Create(
            CultureInfo.InvariantCulture, $"\"{Limit}\";r={Decision.Remaining};t={Seconds(Decision.Reset)}");
    }
}
