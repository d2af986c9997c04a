using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Sanctum.Configuration;

namespace Sanctum.Storage;

/// <summary>The database and how it is used; section <c>Sanctum:Storage</c>.</summary>
[Settings("Sanctum:Storage", SettingsGroup.App)]
public sealed class StorageOptions
{
    private const string ConnectionVariable = "SANCTUM_POSTGRES";

    /// <summary>Npgsql connection string; the environment variable <c>SANCTUM_POSTGRES</c> wins over it.</summary>
    [Required]
    [SettingVariable(ConnectionVariable, Wins = true)]
    public string ConnectionString { get; set; } = "Host=127.0.0.1;Database=sanctum;Username=sanctum";

    /// <summary>Most connections of this process.</summary>
    [Range(4, 1_000)]
    public int MaxConnections { get; set; } = 24;

    /// <summary>How long connecting may take.</summary>
    [TimeRange("00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one statement may take; the server ends it then.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections that commit groups of writes side by side.</summary>
    [Range(1, 16)]
    public int Writers { get; set; } = 4;

    /// <summary>Most statements that commit together.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 256;

    /// <summary>Writes that may wait; beyond, callers are refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingWrites { get; set; } = 20_000;

    /// <summary>The connection string that the configuration gives, before there are services to ask.</summary>
    public static string ConnectionStringOf(IConfiguration configuration) =>
        configuration[ConnectionVariable] ?? configuration["Sanctum:Storage:ConnectionString"]
            ?? new StorageOptions().ConnectionString;
}
