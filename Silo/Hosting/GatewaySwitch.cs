namespace Sanctum.Hosting;

/// <summary>Whether a silo is the whole product; section <c>Sanctum:Gateway</c>.</summary>
internal sealed class GatewaySwitch
{
    public const string Section = "Sanctum:Gateway";

    /// <summary>
    /// Whether a silo serves the gateway too, so that one process is the whole product. A gateway in its own process does not read it.
    /// </summary>
    public bool Enabled { get; set; }
}
