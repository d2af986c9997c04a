using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;
using Sanctum.Web;

namespace Sanctum.Platforms.Remote;

/// <summary>How adapters that are processes of their own are called; section <c>Sanctum:RemotePlatforms</c>.</summary>
[Settings("Sanctum:RemotePlatforms", SettingsGroup.Agents)]
public sealed class RemoteOptions
{
    /// <summary>How soon other processes of a cluster know of a registration.</summary>
    [TimeRange("00:00:00.100", "00:10:00")]
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls within half a minute of which half must fail before an adapter is left alone.</summary>
    [Range(2, 1_000)]
    public int CircuitCalls { get; set; } = 5;

    /// <summary>How long it is left alone.</summary>
    [TimeRange("00:00:00.500", "01:00:00")]
    public TimeSpan CircuitPause { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Networks, as CIDR, where adapters may be although they are not public. This machine itself always may.</summary>
    [Networks]
    public List<string> AllowedNetworks { get; set; } = [];
}
