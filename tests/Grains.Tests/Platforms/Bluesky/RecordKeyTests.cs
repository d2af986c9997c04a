using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Platforms.Bluesky;

public sealed partial class RecordKeyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_key_is_a_valid_TID() => Prop.ForAll<string, uint>((key, seconds) =>
        Tid().IsMatch(RecordKey.Derive(key ?? "", DateTimeOffset.FromUnixTimeSeconds(seconds))))
            .Check(FsCheck.Config.QuickThrowOnFailure);

    [Fact]
    public void The_same_cause_gives_the_same_key_and_another_cause_another()
    {
        Assert.Equal(RecordKey.Derive("a", Noon), RecordKey.Derive("a", Noon));
        Assert.NotEqual(RecordKey.Derive("a", Noon), RecordKey.Derive("b", Noon));
        Assert.NotEqual(RecordKey.Derive("a", Noon), RecordKey.Derive("a", Noon.AddMilliseconds(1)));
    }

    [Fact]
    public void The_records_of_a_thread_and_of_later_times_sort_behind()
    {
        string[] keys = [RecordKey.Derive("a", Noon), RecordKey.Derive("a", Noon, 1), RecordKey.Derive("a", Noon, 2),
            RecordKey.Derive("b", Noon.AddSeconds(1))];
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public void A_known_time_gives_the_known_TID()
    {
        // The first digits are those of the time alone: 3jzfcijpj2z2a of the specification is of 2023.
        Assert.StartsWith(
            "3", RecordKey.Derive("a", new DateTimeOffset(2023, 6, 30, 0, 0, 0, TimeSpan.Zero)), StringComparison.Ordinal);
        Assert.StartsWith("2222222", RecordKey.Derive("a", DateTimeOffset.UnixEpoch), StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_inside_a_key_is_read()
    {
        Assert.Equal(Noon, RecordKey.TimeOf(RecordKey.Derive("a", Noon))!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Null(RecordKey.TimeOf("self"));
        Assert.Null(RecordKey.TimeOf("3jzfcijpj2z2!"));
    }

    [Fact]
    public void The_time_inside_a_UUIDv7_is_read()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_123);
        Assert.Equal(time, Timestamp.Of(Guid.CreateVersion7(time)));
    }

    [GeneratedRegex("^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$")]
    private static partial Regex Tid();
}
