using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sanctum.Platforms.Replies;

/// <summary>The hours of each day in which an account does not speak. They may span midnight.</summary>
internal sealed record QuietHours
{
    [Description("When they begin, such as 22:00.")]
    public required TimeOnly From { get; init; }

    [Description("When they end, such as 07:00.")]
    public required TimeOnly To { get; init; }

    [Description("The time zone of both, such as Europe/Berlin."), StringLength(100, MinimumLength = 1)]
    public string TimeZone { get; init; } = "UTC";

    [Description("Whether what comes in meanwhile is answered afterwards; else it is not answered."), DefaultValue(true)]
    public bool AnswerLater { get; init; } = true;

    /// <summary>How long it is still quiet at <paramref name="now"/>, or null when it is not.</summary>
    public TimeSpan? LeftAt(DateTimeOffset now)
    {
        var time = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).TimeOfDay);
        // TimeOnly.IsBetween counts over midnight, and so does the difference of two times.
        return From != To && time.IsBetween(From, To) ? To - time : null;
    }
}
