namespace Sanctum.Budgets;

/// <summary>Where the windows of budgets begin, by UTC. The same is said in SQL by <see cref="StartAt"/>.</summary>
internal static class BudgetWindows
{
    /// <summary>When the window after the one that holds <paramref name="now"/> begins; null where there is none.</summary>
    public static DateTimeOffset? RenewsAt(BudgetWindow window, DateTimeOffset now)
    {
        var start = StartOf(window, now);
        return window switch
        {
            BudgetWindow.Hour => start.AddHours(1),
            BudgetWindow.Day => start.AddDays(1),
            BudgetWindow.Month => start.AddMonths(1),
            _ => null,
        };
    }

    /// <summary>When the window that holds <paramref name="now"/> began.</summary>
    public static DateTimeOffset StartOf(BudgetWindow window, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        return window switch
        {
            BudgetWindow.Hour => new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, TimeSpan.Zero),
            BudgetWindow.Day => new DateTimeOffset(utc.Year, utc.Month, utc.Day, 0, 0, 0, TimeSpan.Zero),
            BudgetWindow.Month => new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
            _ => DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>The begin of the window of a row of <c>budget</c> that holds a time, as SQL.</summary>
    /// <param name="time">The time, as SQL.</param>
    public static string StartAt(string time) =>
        $"case window_kind when 'total' then timestamptz 'epoch' " +
        $"else date_trunc(window_kind, {time}::timestamptz at time zone 'UTC') at time zone 'UTC' end";
}
