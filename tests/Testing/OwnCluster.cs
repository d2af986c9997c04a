using System.Globalization;

namespace Sanctum.Testing;

/// <summary>
/// Settings under which a test's silo and gateway find each other and nobody else: the members are rows of the test's own
/// database, the ports are free ones of this machine.
/// </summary>
public static class OwnCluster
{
    /// <summary>Settings of one silo and its gateways.</summary>
    public static Dictionary<string, string?> Settings() => new()
    {
        ["Sanctum:Cluster:Provider"] = "AdoNet",
        ["Sanctum:Cluster:Address"] = "127.0.0.1",
        ["Sanctum:Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
        ["Sanctum:Cluster:GatewayPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
        // Each host makes a first admin; its password is nobody's, so the hash need not be dear.
        ["Sanctum:Access:SignIn:PasswordCost"] = "4",
    };
}
