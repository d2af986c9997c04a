using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.RegularExpressions;
using Sanctum.Configuration;

namespace Sanctum.Access;

/// <summary>
/// An OpenID provider by which users sign in; section <c>Sanctum:Access:Providers:NAME</c>. NAME is in the addresses of its
/// pages: small letters, digits and hyphens. The gateways have these settings.
/// </summary>
[Settings("Sanctum:Access:Providers:NAME", SettingsGroup.Security)]
public sealed partial class SignInProviderOptions
{
    /// <summary>
    /// The provider: the address before <c>/.well-known/openid-configuration</c>. https, or http of a loopback address.
    /// </summary>
    [Required]
    public string Authority { get; set; } = "";

    /// <summary>What the provider calls this gateway.</summary>
    [Required, StringLength(256)]
    public string ClientId { get; set; } = "";

    /// <summary>The secret that the provider gave for it; empty for a public client.</summary>
    [StringLength(1_024)]
    public string ClientSecret { get; set; } = "";

    /// <summary>What the page calls the provider; its name if left out.</summary>
    [StringLength(64)]
    public string DisplayName { get; set; } = "";

    /// <summary>What is asked for. <c>openid</c> is asked for in any case.</summary>
    [MaxLength(20)]
    public string[] Scopes { get; set; } = ["openid", "profile"];

    /// <summary>The claim that names the account for people, and of which the name of a new user is made.</summary>
    [Required, StringLength(100)]
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>Whether a user is made at the first sign-in of an account that is linked with none.</summary>
    public bool CreatesUsers { get; set; }

    /// <summary>The roles of a user whom the provider makes.</summary>
    [MaxLength(20)]
    public string[] DefaultRoles { get; set; } = [];

    /// <summary>
    /// A claim whose values give roles, such as <c>groups</c>. Users whom the provider made have these roles and the default ones
    /// again at each sign-in; empty: they keep what an admin gives them.
    /// </summary>
    [StringLength(100)]
    public string RolesClaim { get; set; } = "";

    /// <summary>Which value of that claim gives which role, such as <c>engineers=developer</c>.</summary>
    [MaxLength(100)]
    public string[] RoleRules { get; set; } = [];

    /// <summary>Longest time for an answer of the provider.</summary>
    [TimeRange("00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a provider may be called so.</summary>
    internal static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>What is wrong with these values, or null.</summary>
    internal string? Fault(string name)
    {
        if (!Name().IsMatch(name))
            return $"the name of a provider must match {Name()}.";
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
            return faults[0].ErrorMessage;
        if (!IsSafe(Authority))
            return $"{nameof(Authority)} must be an https address, or http of a loopback address.";
        return Array.Find(RoleRules, rule => rule.IndexOf('=', StringComparison.Ordinal) is < 1 || rule.EndsWith('=')) is { } rule
            ? $"{nameof(RoleRules)} has '{rule}', which is not such as engineers=developer."
            : null;
    }

    /// <summary>Whether what is sent to an address can be read by nobody else.</summary>
    internal static bool IsSafe(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)));

    private static bool IsLoopback(Uri uri) =>
        uri.Host == "localhost"
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$")]
    private static partial Regex Name();
}
