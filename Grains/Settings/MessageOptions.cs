using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Settings;

/// <summary>What becomes of messages; section <c>Sanctum:Messages</c>.</summary>
[Settings("Sanctum:Messages", SettingsGroup.Agents)]
public sealed class MessageOptions
{
    /// <summary>The message mode until an operator chooses one; the same on every silo.</summary>
    [EnumDataType(typeof(MessageMode))]
    public MessageMode Mode { get; set; } = MessageMode.Live;
}
