namespace Sanctum.Connection;

/// <summary>
/// The gateway's machine key. Somebody who can read it is on the gateway's machine as its user, and needs no password there. It
/// is sent to this machine's own addresses only.
/// </summary>
internal static class MachineKeyFile
{
    private const string Variable = "SANCTUM_MACHINE_KEY_FILE";

    /// <summary>Where it is: where the environment says, else where the gateway puts it by default.</summary>
    public static string Name => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
        ? given
        : Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "sanctum", "machine.key");

    /// <summary>The key for a gateway; null if the gateway is elsewhere, or the file is not for this user to read.</summary>
    public static string? Find(Uri gateway)
    {
        try
        {
            return gateway.IsLoopback && File.ReadAllText(Name).Trim() is { Length: > 0 } key ? key : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
