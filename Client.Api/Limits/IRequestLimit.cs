using Sanctum.Problems;

namespace Sanctum.Limits;

/// <summary>
/// One kind of limit on requests, such as that of an address. Every class of it is found at start and is a singleton that may
/// ask for services; all gateways count it together.
/// </summary>
internal interface IRequestLimit
{
    /// <summary>Its name in headers, metrics and logs: lower case, without slashes.</summary>
    string Name { get; }

    /// <summary>When it is asked.</summary>
    LimitStage Stage { get; }

    /// <summary>What the request counts against; null where it does not count.</summary>
    LimitedSubject? SubjectOf(HttpContext context);

    /// <summary>The limit in a sentence, for callers that reached it.</summary>
    string Explain(LimitRule rule);

    /// <summary>What callers get that reached it.</summary>
    Problem Refuse(LimitRule rule, TimeSpan retryAfter) => Problem.LimitExceeded(Explain(rule), retryAfter);
}

/// <summary>When a limit is asked.</summary>
internal enum LimitStage
{
    /// <summary>Before it is known who calls.</summary>
    BeforeSignIn,

    /// <summary>Once it is known who calls.</summary>
    AfterSignIn,
}

/// <summary>What requests count against.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Id">Which it is: not a secret, for it is in grain keys and logs.</param>
/// <param name="Rule">What it may take.</param>
internal readonly record struct LimitedSubject(string Tenant, string Id, LimitRule Rule);
