using Sanctum.Configuration;

namespace Sanctum.Access;

/// <summary>Who may call the gateway; section <c>Sanctum:Access</c>. Gateways and silos need the same values.</summary>
[Settings("Sanctum:Access", SettingsGroup.Security)]
internal sealed class AccessSettings
{
    public const string Section = "Sanctum:Access";

    /// <summary>
    /// Whether callers must sign in. If not, anybody who reaches the gateway may do everything but manage users, roles and keys.
    /// </summary>
    public bool Required { get; set; } = true;

    /// <summary>Whether anybody may register as a user, with the role <c>viewer</c>.</summary>
    public bool OpenRegistration { get; set; }

    /// <summary>
    /// A file that the gateway makes, readable by its owner alone. A user who can read it is let in as <c>admin</c>, and may give
    /// <c>admin</c> a new one-time password. Empty for none.
    /// </summary>
    public string MachineKeyFile { get; set; } =
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "sanctum", "machine.key");
}

/// <summary>Binds the settings.</summary>
internal static class AccessSettingsHosting
{
    public static void AddAccessSettings(this IServiceCollection services) =>
        services.AddOptions<AccessSettings>().BindConfiguration(AccessSettings.Section);
}
