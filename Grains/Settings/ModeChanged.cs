namespace Sanctum.Settings;

/// <summary>The message mode of a tenant changed, as this process sees it.</summary>
/// <param name="Mode">The mode that holds now.</param>
/// <param name="Before">The mode that held before.</param>
internal sealed record ModeChanged(MessageMode Mode, MessageMode Before);
