namespace Sanctum.Trust;

/// <summary>The trust of what a tool answers, while it makes its answer. A tool can lower it, and cannot raise it.</summary>
public sealed class TrustLabel
{
    /// <summary>The lowest of what was read so far.</summary>
    public TrustLevel Level { get; private set; }

    /// <summary>Takes note that the answer holds text of this trust.</summary>
    public void Lower(TrustLevel to) => Level = TrustLevels.Lowest(Level, to);
}
