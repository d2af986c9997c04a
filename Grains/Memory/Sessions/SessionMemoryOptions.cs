using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Memory;

/// <summary>Memory of sessions; section <c>Sanctum:Memory:Sessions</c>.</summary>
[Settings("Sanctum:Memory:Sessions", SettingsGroup.Memory)]
public sealed class SessionMemoryOptions
{
    /// <summary>Keys that one session may have.</summary>
    [Range(1, 100_000)]
    public int MaxKeys { get; set; } = 1_000;

    /// <summary>Bytes of one value, as JSON without blanks in UTF-8.</summary>
    [Range(1_024, 16_777_216)]
    public int MaxValueBytes { get; set; } = 65_536;

    /// <summary>Bytes of all keys and values of one session; a silo holds them in memory while the session is used.</summary>
    [Range(1_024, 67_108_864)]
    public int MaxBytes { get; set; } = 1_048_576;

    /// <summary>Transactions of one session that may be open at the same time.</summary>
    [Range(1, 1_000)]
    public int MaxTransactions { get; set; } = 10;

    /// <summary>How long a transaction is open before it is rolled back.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan TransactionLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Backups that one session may have.</summary>
    [Range(1, 1_000)]
    public int MaxBackups { get; set; } = 20;
}
