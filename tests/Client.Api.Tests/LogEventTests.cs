using System.Text.RegularExpressions;

namespace Sanctum.Tests;

public sealed partial class LogEventTests
{
    [Fact]
    public void No_two_log_lines_have_one_event_id()
    {
        var ids = SourceFiles.Texts().SelectMany(text => EventId().Matches(text)).Select(match => match.Groups["id"].Value)
            .ToList();

        Assert.NotEmpty(ids);
        Assert.Empty(ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [GeneratedRegex(@"LoggerMessage\((EventId = )?(?<id>\d+)")]
    private static partial Regex EventId();
}
