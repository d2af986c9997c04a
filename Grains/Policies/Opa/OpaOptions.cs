using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Policies;

/// <summary>The policy server (Open Policy Agent), if there is one; section <c>Sanctum:Policies:Opa</c>.</summary>
[Settings("Sanctum:Policies:Opa", SettingsGroup.Security)]
public sealed class OpaOptions
{
    /// <summary>Where the server is, such as <c>http://127.0.0.1:8181</c>; none by default.</summary>
    [Url(ErrorMessage = "It is not an http or https URL.")]
    public string? Url { get; set; }

    /// <summary>The document of the decision, as the path below <c>/v1/data</c>.</summary>
    [RegularExpression("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", ErrorMessage = "It is not a path such as sanctum/decision.")]
    public string Decision { get; set; } = "sanctum/decision";

    /// <summary>A token that is sent as <c>Authorization: Bearer</c>.</summary>
    public string? Token { get; set; }

    /// <summary>The actions that the server is asked about; all by default.</summary>
    public string[] Actions { get; set; } = [];

    /// <summary>How long an answer may take; without one in time the action is refused.</summary>
    [TimeRange("00:00:00.010", "00:00:10")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer holds for the same question in this process; zero asks each time.</summary>
    [TimeRange("00:00:00", "00:00:01")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(1);
}
