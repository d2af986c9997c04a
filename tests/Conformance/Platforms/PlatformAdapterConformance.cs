using System.Text.Json;
using System.Text.RegularExpressions;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Publishing;

namespace Sanctum.Conformance.Platforms;

/// <summary>
/// What Sanctum relies on in every adapter of a platform. Derive from it and answer your adapter with a stand-in of its
/// platform; a test runner finds the facts. What an adapter does not declare is not asked of it.
/// </summary>
public abstract partial class PlatformAdapterConformance : IAsyncLifetime
{
    private const int MaxNotifications = 1_000;
    private const int MaxIdCharacters = 256;
    private const int MaxCursorCharacters = 4_000;
    private const int MaxPolls = 20;

    private PlatformStandIn _platform = null!;

    /// <summary>Starts the adapter and a platform of this test's own.</summary>
    protected abstract Task<PlatformStandIn> StartAsync();

    /// <inheritdoc/>
    public async Task InitializeAsync() => _platform = await StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _platform.DisposeAsync();

    private IPlatformAdapter Adapter => _platform.Adapter;

    /// <summary>Names, limits and schemas are such that the host takes them.</summary>
    [Fact]
    public void It_describes_itself_as_the_contract_says()
    {
        Assert.Matches(PlatformName(), Adapter.Platform);
        Assert.True(Adapter.Capabilities.LongestText > 0, "LongestText is not above 0.");
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(Adapter.SettingsSchema).ValueKind);
        if (Adapter is IAuthenticatedPlatform authenticated)
            Assert.DoesNotContain("", authenticated.CredentialNames);
        if (Adapter is IPolledPlatform polled)
            Assert.True(polled.PollInterval > TimeSpan.Zero, "PollInterval is not above zero.");
    }

    /// <summary>The capabilities and the interfaces say the same.</summary>
    [Fact]
    public void Its_capabilities_agree_with_its_interfaces()
    {
        Assert.Equal(Adapter.Can<IPostRemoval>(), Adapter.Capabilities.Deletes);
        if (Adapter.Can<IAuthenticatedPlatform>())
            Assert.True(Adapter.Capabilities.NeedsAccount, "Accounts log in, and NeedsAccount is false.");
    }

    /// <summary>The settings of the account are accepted.</summary>
    [Fact]
    public void Settings_that_are_right_have_no_fault() => Assert.Empty(Adapter.Validate(_platform.Account.Settings));

    /// <summary>A post costs something, and a longer one no less.</summary>
    [Fact]
    public void Points_of_posts_are_positive_and_grow_with_the_text()
    {
        if (Adapter is not IRatedPlatform rated)
            return;
        Assert.All(
            rated.RateWindows, window => Assert.True(window.Points > 0 && window.Length > TimeSpan.Zero, $"{window} is empty."));
        var cost = rated.PointsFor(NewPost("short"));
        Assert.True(cost > 0, "A post costs nothing.");
        Assert.InRange(rated.PointsFor(NewPost(TextOf(3 * Adapter.Capabilities.LongestText))), cost, int.MaxValue);
    }

    /// <summary>What was posted is there, and has an id.</summary>
    [Fact]
    public async Task Post_is_on_the_platform_once_and_has_an_id()
    {
        var receipt = await Post(NewPost("Here I am."));

        Assert.False(string.IsNullOrEmpty(receipt.PostId), "The receipt has no id.");
        Assert.Equal(1, await _platform.CountPostsAsync("Here I am."));
    }

    /// <summary>An attempt after a crash, or after an answer that was lost.</summary>
    [Fact]
    public async Task Same_idempotency_key_is_the_same_post_where_it_says_so()
    {
        if (!Adapter.Capabilities.IdempotentPosts)
            return;
        var post = NewPost("Only once.");

        var first = await Post(post);
        var second = await Post(post);

        Assert.Equal(first.PostId, second.PostId);
        Assert.Equal(1, await _platform.CountPostsAsync("Only once."));
    }

    /// <summary>Two posts of one text are two.</summary>
    [Fact]
    public async Task Other_idempotency_key_is_another_post()
    {
        var first = await Post(NewPost("Twice."));
        var second = await Post(NewPost("Twice."));

        Assert.NotEqual(first.PostId, second.PostId);
        Assert.Equal(2, await _platform.CountPostsAsync("Twice."));
    }

    /// <summary>The limit that is declared holds.</summary>
    [Fact]
    public async Task Text_as_long_as_the_limit_is_one_post()
    {
        var text = TextOf(Adapter.Capabilities.LongestText);

        await Post(NewPost(text));

        Assert.Equal(1, await _platform.CountPostsAsync(text));
    }

    /// <summary>A text beyond the limit becomes a thread, or is refused for good; it is not tried again and again.</summary>
    [Fact]
    public async Task Longer_text_is_split_or_refused_for_good()
    {
        var text = TextOf(Adapter.Capabilities.LongestText + 1);
        try
        {
            Assert.False(string.IsNullOrEmpty((await Post(NewPost(text))).PostId), "The receipt has no id.");
        }
        catch (DependencyException refused)
        {
            Assert.Equal(ErrorClass.Permanent, refused.Class);
        }
    }

    /// <summary>A process that stops waits for no platform.</summary>
    [Fact]
    public async Task Cancelled_call_ends_as_cancelled_and_posts_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Adapter.PostAsync(_platform.Account, NewPost("Never."), cancelled.Token));
        Assert.Equal(0, await _platform.CountPostsAsync("Never."));
        if (Adapter is IPolledPlatform polled)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => polled.PollAsync(_platform.Account, null, DateTimeOffset.UtcNow, cancelled.Token));
    }

    /// <summary>Wrong credentials are refused for good, so that nobody repeats them until the account is locked.</summary>
    [Fact]
    public async Task Refused_credentials_are_a_permanent_failure()
    {
        if (Adapter is not IAuthenticatedPlatform platform || _platform.WrongCredentials is not { } wrong)
            return;

        var refused = await Assert.ThrowsAsync<DependencyException>(
            () => platform.LogInAsync(wrong, _platform.Account.Settings, CancellationToken.None));

        Assert.Equal(ErrorClass.Permanent, refused.Class);
    }

    /// <summary>A login that ended is named as such, so that it is renewed and the call made once more.</summary>
    [Fact]
    public async Task Rejected_login_is_a_SessionExpiredException()
    {
        if (!await _platform.ExpireLoginAsync())
            return;

        await Assert.ThrowsAsync<SessionExpiredException>(() => Post(NewPost("With an old login.")));
        Assert.Equal(0, await _platform.CountPostsAsync("With an old login."));
    }

    /// <summary>An account that was taken down stops, and its posts wait.</summary>
    [Fact]
    public async Task Account_that_may_not_act_is_an_AccountRefusedException()
    {
        if (!await _platform.TakeAccountDownAsync())
            return;

        await Assert.ThrowsAsync<AccountRefusedException>(() => Post(NewPost("From the void.")));
    }

    /// <summary>A platform in trouble is asked again later.</summary>
    [Fact]
    public async Task Failure_of_the_platform_is_transient_and_the_post_goes_later()
    {
        if (!await _platform.FailOnceAsync())
            return;
        var post = NewPost("Sooner or later.");

        var failure = await Assert.ThrowsAsync<DependencyException>(() => Post(post));
        await Post(post);

        Assert.Equal(ErrorClass.Transient, failure.Class);
        Assert.Equal(1, await _platform.CountPostsAsync("Sooner or later."));
    }

    /// <summary>A post that was taken back is gone; taking it back again is no error.</summary>
    [Fact]
    public async Task Post_is_deleted_and_deleting_it_again_is_no_error()
    {
        if (Adapter is not IPostRemoval removal || !Adapter.Can<IPostRemoval>())
            return;
        var receipt = await Post(NewPost("A mistake."));

        await removal.DeleteAsync(_platform.Account, receipt.PostId, CancellationToken.None);
        await removal.DeleteAsync(_platform.Account, receipt.PostId, CancellationToken.None);

        Assert.Equal(0, await _platform.CountPostsAsync("A mistake."));
    }

    /// <summary>Pages keep the bounds of <see cref="NotificationPage"/>.</summary>
    [Fact]
    public async Task Notifications_come_oldest_first_within_the_bounds()
    {
        if (!await Mention("first", "second"))
            return;

        var found = await PollAll(null);

        Assert.Equal(["first", "second"], found.Notifications.Select(one => one.Text).Where(text => text is "first" or "second"));
        Assert.All(found.Notifications, one =>
        {
            Assert.InRange(one.Id.Length, 1, MaxIdCharacters);
            Assert.NotEqual(default, one.OccurredAt);
            Assert.False(one.Fault is null && string.IsNullOrEmpty(one.Author.Id), $"{one.Id} has no author.");
            Assert.False(string.IsNullOrEmpty(one.ThreadKey), $"{one.Id} belongs to no thread.");
            if (one.ReplyContext is not null)
                JsonElement.Parse(one.ReplyContext);
        });
        Assert.Equal(found.Notifications.Length, found.Notifications.Select(one => one.Id).Distinct().Count());
    }

    /// <summary>A page that was not stored is asked for again by the same cursor, which is all that the adapter keeps.</summary>
    [Fact]
    public async Task Same_cursor_brings_the_same_again()
    {
        if (!await Mention("before"))
            return;
        var cursor = (await PollAll(null)).Cursor;
        await Mention("after");

        var first = await PollAll(cursor);
        var second = await PollAll(cursor);

        Assert.Contains("after", first.Notifications.Select(one => one.Text));
        Assert.Equal(first.Notifications.Select(one => one.Id), second.Notifications.Select(one => one.Id));
    }

    /// <summary>A quiet platform brings nothing twice, poll after poll.</summary>
    [Fact]
    public async Task Newest_cursor_brings_nothing_of_before()
    {
        if (!await Mention("one", "two"))
            return;
        var all = await PollAll(null);

        var again = await PollAll(all.Cursor);

        Assert.Empty(again.Notifications);
    }

    /// <summary>Anybody may write anything: one entry that cannot be read costs no other.</summary>
    [Fact]
    public async Task Unreadable_entry_is_named_and_loses_no_other()
    {
        if (!await Mention("good") || !await _platform.ListUnreadableAsync() || !await Mention("better"))
            return;

        var found = (await PollAll(null)).Notifications;

        Assert.Equal(["good", "better"], found.Where(one => one.Fault is null).Select(one => one.Text));
        Assert.All(found.Where(one => one.Fault is not null), one => Assert.NotEqual("", one.Fault));
    }

    /// <summary>A reply goes where the notification came from, once where it says so.</summary>
    [Fact]
    public async Task Notification_can_be_replied_to()
    {
        if (!Adapter.Capabilities.Threads || !await Mention("Anybody there?"))
            return;
        var asked = (await PollAll(null)).Notifications.Single(one => one.Text == "Anybody there?");
        Assert.NotNull(asked.ReplyContext);

        await Post(NewPost("I am.") with { ReplyContext = asked.ReplyContext });

        Assert.Equal(1, await _platform.CountPostsAsync("I am."));
    }

    private Task<PostReceipt> Post(OutboundPost post) => Adapter.PostAsync(_platform.Account, post, CancellationToken.None);

    private OutboundPost NewPost(string text) => new(
        Guid.CreateVersion7(), $"conformance:{Guid.NewGuid():N}", Adapter.Platform, _platform.Account.Account, "conformance",
        text, _platform.ReplyContext, TraceParent: null);

    private async Task<bool> Mention(params string[] texts)
    {
        if (Adapter is not IPolledPlatform)
            return false;
        foreach (var text in texts)
        {
            if (!await _platform.MentionAsync(text))
                return false;
        }
        return true;
    }

    // Words, so that no adapter splits or trims what another would keep.
    private static string TextOf(int length) => string.Concat(Enumerable.Repeat("word ", length / 5 + 1))[..(length - 1)] + ".";

    private async Task<NotificationPage> PollAll(string? cursor)
    {
        var polled = (IPolledPlatform)Adapter;
        var found = new List<PlatformNotification>();
        for (var polls = 0; polls < MaxPolls; polls++)
        {
            var page = await polled.PollAsync(
                _platform.Account, cursor, DateTimeOffset.UtcNow.AddHours(-1), CancellationToken.None);
            Assert.InRange(page.Notifications.Length, 0, MaxNotifications);
            Assert.InRange(page.Cursor?.Length ?? 0, 0, MaxCursorCharacters);
            (cursor, found) = (page.Cursor ?? cursor, [.. found, .. page.Notifications]);
            if (!page.HasMore)
                return new NotificationPage([.. found], cursor);
        }
        throw new InvalidOperationException($"After {MaxPolls} pages of a few notifications there is still more.");
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$")]
    private static partial Regex PlatformName();
}
