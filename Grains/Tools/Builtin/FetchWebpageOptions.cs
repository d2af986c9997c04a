using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;
using Sanctum.Web;

namespace Sanctum.Tools.Builtin;

/// <summary>What <c>fetch_webpage</c> may do; section <c>Sanctum:Tools:FetchWebpage</c>.</summary>
[Settings("Sanctum:Tools:FetchWebpage", SettingsGroup.Agents)]
public sealed class FetchWebpageOptions
{
    /// <summary>Most bytes of a page that are read.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>Most characters of readable text that the model is given.</summary>
    [Range(100, 1_000_000)]
    public int MaxCharacters { get; set; } = 20_000;

    /// <summary>
    /// Most elements that a page may have. A small page can have many: unclosed formatting is repeated in each paragraph.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int MaxElements { get; set; } = 100_000;

    /// <summary>How deep elements may be nested.</summary>
    [Range(16, 4_096)]
    public int MaxDepth { get; set; } = 512;

    /// <summary>Most redirects that are followed.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;

    /// <summary>How long a page may take, redirects included.</summary>
    [TimeRange("00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Networks, as CIDR, that may be reached although they are not public. Empty unless an operator fills it.</summary>
    [Networks]
    public List<string> AllowedNetworks { get; set; } = [];
}
