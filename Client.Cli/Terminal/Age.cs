using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Terminal;

/// <summary>How long ago something was, in the one unit that says enough.</summary>
internal static class Age
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "A command is over at once, on the clock of the one who reads it.")]
    public static string Of(DateTimeOffset time) => Of(DateTimeOffset.UtcNow - time);

    private static string Of(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 1 } => $"{age.Seconds}s ago",
        { TotalHours: < 1 } => $"{age.Minutes}m ago",
        { TotalDays: < 1 } => $"{age.Hours}h ago",
        _ => $"{age.Days}d ago",
    };
}
