namespace Sanctum.Budgets;

/// <summary>Windows begin by UTC, and the rows' SQL says the same as the code.</summary>
[Collection(HostSuite.Name)]
public sealed class BudgetWindowTests(SanctumHost host)
{
    [Theory]
    [InlineData("2026-01-31T23:59:59.999+00:00", "2026-01-31T23:00Z", "2026-01-31T00:00Z", "2026-01-01T00:00Z")]
    [InlineData("2024-02-29T00:30:00+02:00", "2024-02-28T22:00Z", "2024-02-28T00:00Z", "2024-02-01T00:00Z")]
    [InlineData("2026-12-31T20:00:00-05:00", "2027-01-01T01:00Z", "2027-01-01T00:00Z", "2027-01-01T00:00Z")]
    public async Task A_window_begins_by_UTC(string now, string hour, string day, string month)
    {
        var time = Parse(now);

        Assert.Equal(Parse(hour), BudgetWindows.StartOf(BudgetWindow.Hour, time));
        Assert.Equal(Parse(day), BudgetWindows.StartOf(BudgetWindow.Day, time));
        Assert.Equal(Parse(month), BudgetWindows.StartOf(BudgetWindow.Month, time));
        foreach (var window in Enum.GetValues<BudgetWindow>())
            Assert.Equal(BudgetWindows.StartOf(window, time), await InSql(window, time));
    }

    [Fact]
    public void A_window_ends_where_the_next_begins_and_a_total_never_does()
    {
        var time = Parse("2026-12-31T23:30:00+00:00");

        Assert.All(
            [BudgetWindow.Hour, BudgetWindow.Day, BudgetWindow.Month],
            window => Assert.Equal(Parse("2027-01-01T00:00Z"), BudgetWindows.RenewsAt(window, time)));
        Assert.Null(BudgetWindows.RenewsAt(BudgetWindow.Total, time));
    }

    private async Task<DateTimeOffset> InSql(BudgetWindow window, DateTimeOffset time)
    {
        await using var command = host.Rows.CreateCommand(
            $"select {BudgetWindows.StartAt($"'{time.ToUniversalTime():yyyy-MM-ddTHH:mm:ss.fffZ}'")} " +
            $"from (select '{BudgetRows.NameOf(window)}' as window_kind) budget");
        return (DateTime)(await command.ExecuteScalarAsync())!;
    }

    private static DateTimeOffset Parse(string time) =>
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
