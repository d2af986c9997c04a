using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Access;

/// <summary>One-time codes of authenticator apps; section <c>Sanctum:Access:Totp</c>.</summary>
[Settings("Sanctum:Access:Totp", SettingsGroup.Security)]
public sealed class TotpOptions
{
    /// <summary>What authenticator apps call this installation; without a colon.</summary>
    [Required, StringLength(64, MinimumLength = 1), RegularExpression("[^:]+")]
    public string Issuer { get; set; } = "Sanctum";
}
