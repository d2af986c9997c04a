using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;
using Sanctum.Web;

namespace Sanctum.Platforms.Webhooks;

/// <summary>How signed requests are taken and sent; section <c>Sanctum:Webhooks</c>.</summary>
[Settings("Sanctum:Webhooks", SettingsGroup.Agents)]
public sealed class WebhookOptions
{
    /// <summary>How far the time in a signature may be from this process's clock.</summary>
    [TimeRange("00:00:10", "01:00:00")]
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the other side may take to answer.</summary>
    [TimeRange("00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Most bytes of an answer that are read.</summary>
    [Range(1_024, 16 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// Networks, as CIDR, that may be posted to although they are not public. Empty unless an operator fills it.
    /// </summary>
    [Networks]
    public List<string> AllowedNetworks { get; set; } = [];
}
