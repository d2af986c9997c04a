using Sanctum.Testing;

namespace Sanctum.Platforms.Conformance;

/// <summary>What holds for every adapter, whether built in, a plug-in, a separate process or a webhook.</summary>
public sealed class PlatformConformanceTests
{
    private static readonly Dictionary<string, Func<Task<IConformingPlatform>>> Platforms = new(StringComparer.Ordinal)
    {
        ["polled"] = PolledSubject.Start,
        ["streamed"] = StreamedSubject.Start,
        ["webhook"] = WebhookSubject.Start,
        ["remote"] = RemoteSubject.Start,
        ["bluesky"] = BlueskySubject.Start,
        ["page"] = PageSubject.Start,
    };

    public static TheoryData<string> All => [.. Platforms.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Entries_that_cannot_be_read_are_kept_in_error_once_and_the_others_are_answered(string platform)
    {
        await using var subject = await Platforms[platform]();

        var unreadable = await subject.Happen();

        await Eventually.True(async () => await Count(subject, "status = 'done' and body in ('first', 'last')") == 2);
        await Eventually.True(async () => await Count(subject, "status = 'error'") == unreadable);
        Assert.Equal(
            unreadable, await Count(subject, "status = 'error' and last_error_class = 'queue' and length(last_error) > 10"));
        var account = await subject.Grain.Get();
        Assert.Equal((AccountStatus.Active, null), (account.Status, account.LastError));

        // What comes after them is answered, and none of them comes twice.
        await subject.Happen();
        await Eventually.True(async () => await Count(subject, "status = 'done' and body in ('first', 'last')") == 4);
        Assert.Equal(0, await Count(subject, "status = 'error' and occurred_at > now() + interval '1 minute'"));
        Assert.Equal(
            await Count(subject, "status = 'error'"),
            await subject.Host.Scalar<long>(
                $"select count(distinct notification_id) from queue_item where account = '{subject.Account}' " +
                "and status = 'error'"));
    }

    private static Task<long> Count(IConformingPlatform subject, string condition) =>
        subject.Host.Scalar<long>($"select count(*) from queue_item where account = '{subject.Account}' and {condition}");
}
