using System.ComponentModel.DataAnnotations;

namespace Sanctum.Hosting;

/// <summary>The cluster that this process belongs to; section <c>Sanctum:Cluster</c>.</summary>
internal sealed class ClusterSettings
{
    public const int UsualSiloPort = 11_111;
    public const int UsualGatewayPort = 30_000;

    /// <summary>Name of the cluster; silos and gateways of one name find each other.</summary>
    [Required, StringLength(150)]
    public string Id { get; set; } = "default";

    /// <summary>Who keeps the list of silos.</summary>
    [EnumDataType(typeof(MembershipKeeper))]
    public MembershipKeeper Provider { get; set; } = MembershipKeeper.Localhost;

    /// <summary>Connection string of Redis, where that is the keeper.</summary>
    [Required]
    public string Redis { get; set; } = "127.0.0.1:6379";

    /// <summary>Address or name at which the cluster reaches this silo, and where it listens; the machine's own name unless set.</summary>
    public string? Address { get; set; }

    /// <summary>Port for other silos; the first free one from <see cref="UsualSiloPort"/> on unless set, so that silos start side by side.</summary>
    [Range(1, 65_535)]
    public int? SiloPort { get; set; }

    /// <summary>Port for gateways; the first free one from <see cref="UsualGatewayPort"/> on unless set.</summary>
    [Range(1, 65_535)]
    public int? GatewayPort { get; set; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="ValidationException">A value is outside its range.</exception>
    public static ClusterSettings From(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Sanctum:Cluster").Get<ClusterSettings>() ?? new ClusterSettings();
        Validator.ValidateObject(settings, new ValidationContext(settings), validateAllProperties: true);
        return settings;
    }
}

/// <summary>Who keeps the list of silos.</summary>
internal enum MembershipKeeper
{
    /// <summary>Nobody: one silo, on this machine.</summary>
    Localhost,

    /// <summary>Sanctum's own database.</summary>
    AdoNet,

    /// <summary>A Redis server.</summary>
    Redis,
}
