namespace Sanctum.Installations;

/// <summary>What this process says of itself, and every other process on the same database must say too.</summary>
/// <param name="ClusterId"><c>Sanctum:Cluster:Id</c>.</param>
/// <param name="ServiceId">Part of the key of every row of grain state.</param>
internal sealed record InstallationIdentity(string ClusterId, string ServiceId)
{
    /// <summary>
    /// The epoch of the schema that this program was written for. Raised together with <c>installation.required_epoch</c>.
    /// </summary>
    public const int Epoch = 1;
}
