using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Access;

/// <summary>Passkeys (Web Authentication); section <c>Sanctum:Access:Passkeys</c>.</summary>
[Settings("Sanctum:Access:Passkeys", SettingsGroup.Security)]
public sealed class PasskeyOptions
{
    /// <summary>
    /// The host that passkeys are for: that of the page, or one above it. Passkeys that were registered for another do not work.
    /// </summary>
    [Required, StringLength(253, MinimumLength = 1)]
    public string RelyingPartyId { get; set; } = "localhost";

    /// <summary>What authenticators call this installation.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string RelyingPartyName { get; set; } = "Sanctum";

    /// <summary>
    /// The origins of pages that register and use passkeys, such as <c>https://sanctum.example.org</c>. Without any: https with
    /// that host, and http too where it is localhost; any port.
    /// </summary>
    public string[] Origins { get; set; } = [];
}
