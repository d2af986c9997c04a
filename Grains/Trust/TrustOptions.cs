using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Trust;

/// <summary>Whom agents trust, and what a step may do that trusts little; section <c>Sanctum:Trust</c>.</summary>
[Settings("Sanctum:Trust", SettingsGroup.Agents)]
public sealed class TrustOptions
{
    /// <summary>
    /// From which trust downwards a step may not call a tool that changes something outside, unless a policy rule or a person
    /// allows it: <c>web</c>, <c>stranger</c>, or <c>none</c> for no step.
    /// </summary>
    [EnumDataType(typeof(ContainedTrust))]
    public ContainedTrust Contain { get; set; } = ContainedTrust.Web;

    /// <summary>
    /// People on platforms who are known, as <c>platform/name</c>, with the name that is shown as the author of their messages;
    /// at most 100.
    /// </summary>
    [KnownPeople]
    public string[] Known { get; set; } = [];
}

/// <summary>Which steps are contained.</summary>
public enum ContainedTrust
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those that read a stranger's text, or text of the web.</summary>
    Stranger,

    /// <summary>Those that read text of the web.</summary>
    Web,
}
