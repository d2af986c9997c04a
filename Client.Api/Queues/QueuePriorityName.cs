using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>Priorities as the API writes them.</summary>
internal static class QueuePriorityName
{
    public const string Normal = "normal";
    public const string High = "high";

    /// <summary>Whether it is a priority, and which.</summary>
    public static bool TryParse(string text, out QueuePriority priority)
    {
        priority = text == High ? QueuePriority.High : QueuePriority.Normal;
        return text is Normal or High;
    }
}
