using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>What secrets are encrypted with before they become rows; section <c>Sanctum:Secrets</c>.</summary>
[Settings("Sanctum:Secrets", SettingsGroup.Security)]
public sealed class SecretsOptions
{
    /// <summary>
    /// Base64 of 32 random bytes; wins over <c>SANCTUM_SECRETS_KEY</c>. Every process of a cluster needs the same one.
    /// </summary>
    [SettingVariable("SANCTUM_SECRETS_KEY")]
    public string? Key { get; set; }

    /// <summary>
    /// Keys that were used before, so that what they encrypted can still be read until it is encrypted under the current one.
    /// </summary>
    public string[] PreviousKeys { get; set; } = [];

    /// <summary>
    /// How long after the start of a process secrets under previous keys are encrypted under the current one: longer than it
    /// takes to start all processes with it.
    /// </summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan ReencryptAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Where the key lies when none is given; made on first use, readable by its owner alone.</summary>
    [Required]
    public string KeyFile { get; set; } =
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "sanctum", "secrets.key");
}
