using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Clustering;

/// <summary>The cluster that this process belongs to; section <c>Sanctum:Cluster</c>.</summary>
[Settings("Sanctum:Cluster", SettingsGroup.App)]
internal sealed class ClusterSettings
{
    public const string Section = "Sanctum:Cluster";
    public const int DefaultSiloPort = 11_111;
    public const int DefaultGatewayPort = 30_000;

    /// <summary>Name of the cluster; silos and gateways with the same name find each other.</summary>
    [Required, StringLength(150)]
    public string Id { get; set; } = "default";

    /// <summary>Where the membership table is kept: <c>AdoNet</c> (Sanctum's own database) or <c>Redis</c>.</summary>
    [EnumDataType(typeof(MembershipProvider))]
    public MembershipProvider Provider { get; set; } = MembershipProvider.AdoNet;

    /// <summary>Connection string of Redis, where that keeps the membership table.</summary>
    [Required]
    public string Redis { get; set; } = "127.0.0.1:6379";

    /// <summary>
    /// Address or name at which the cluster reaches this silo, and on which it listens; this machine's loopback address unless
    /// set.
    /// </summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port for other silos; the first free one from 11111 on unless set, so that silos start side by side.</summary>
    [Range(1, 65_535)]
    public int? SiloPort { get; set; }

    /// <summary>Port for gateways; the first free one from 30000 on unless set.</summary>
    [Range(1, 65_535)]
    public int? GatewayPort { get; set; }

    /// <summary>
    /// How long a silo has to answer a probe, and how often it is probed. A silo that keeps answering quickly is probed twice as
    /// often.
    /// </summary>
    [TimeRange("00:00:00.200", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>
    /// Probes in a row that a silo must miss before the others vote it dead; with <see cref="ProbeTimeout"/>, how long a death
    /// goes unnoticed.
    /// </summary>
    [Range(2, 20)]
    public int MissedProbes { get; set; } = 3;

    /// <summary>How often silos read the membership table, in case a message about a change was lost.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan MembershipRefresh { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a gateway reads which silos there are.</summary>
    [TimeRange("00:00:00.500", "00:10:00")]
    public TimeSpan GatewayRefresh { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads the section.</summary>
    /// <exception cref="ValidationException">A value is outside its range.</exception>
    public static ClusterSettings From(IConfiguration configuration) =>
        EarlyOptions.Read<ClusterSettings>(configuration, Section);
}

/// <summary>Where the membership table is kept.</summary>
internal enum MembershipProvider
{
    /// <summary>Sanctum's own database.</summary>
    AdoNet,

    /// <summary>A Redis server.</summary>
    Redis,
}
