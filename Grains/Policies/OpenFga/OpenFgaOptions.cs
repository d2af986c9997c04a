using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Policies;

/// <summary>The authorization server (OpenFGA), if there is one; section <c>Sanctum:Policies:OpenFga</c>.</summary>
[Settings("Sanctum:Policies:OpenFga", SettingsGroup.Security)]
public sealed class OpenFgaOptions
{
    /// <summary>Where the server is, such as <c>http://127.0.0.1:8080</c>; none by default.</summary>
    [Url(ErrorMessage = "It is not an http or https URL.")]
    public string? Url { get; set; }

    /// <summary>The id of the store; needed where <c>Url</c> is set.</summary>
    [RegularExpression("^[0-9A-HJKMNP-TV-Z]{26}$", ErrorMessage = "It is not the id of a store: 26 characters, a ULID.")]
    public string? StoreId { get; set; }

    /// <summary>The id of the authorization model; without it the server takes the newest.</summary>
    [RegularExpression("^[0-9A-HJKMNP-TV-Z]{26}$", ErrorMessage = "It is not the id of a model: 26 characters, a ULID.")]
    public string? ModelId { get; set; }

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
