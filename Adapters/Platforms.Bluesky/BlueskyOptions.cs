using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Platforms.Bluesky;

/// <summary>How Bluesky is reached; section <c>Sanctum:Bluesky</c>.</summary>
[Settings("Sanctum:Bluesky", SettingsGroup.Agents)]
public sealed class BlueskyOptions
{
    /// <summary>The directory that knows where a <c>did:plc</c> account lives.</summary>
    [Required]
    public Uri PlcDirectory { get; set; } = new("https://plc.directory");

    /// <summary>
    /// A service that resolves handles, asked when an account names no other service and its domain does not answer.
    /// </summary>
    [Required]
    public Uri HandleResolver { get; set; } = new("https://public.api.bsky.app");

    /// <summary>Longest time for one call.</summary>
    [TimeRange("00:00:00.100", "00:02:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Most bytes of an answer that are read.</summary>
    [Range(16 * 1024, 64 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Networks, as CIDR, where servers of accounts and directories may be although they are not public, such as a server of
    /// one's own.
    /// </summary>
    public List<string> AllowedNetworks { get; set; } = [];

    /// <summary>
    /// How far behind the newest notification a poll looks again. Bluesky orders notifications by the time that a post claims,
    /// so one that arrives late stands behind others that were read before.
    /// </summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan LookBack { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most posts that a long text is split into; what is longer is refused.</summary>
    [Range(1, 100)]
    public int MaxThreadPosts { get; set; } = 25;
}
