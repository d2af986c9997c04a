using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// What goes wrong on a network, and where the work ends: in the reply, in the error queue with its reason, or in waiting.
/// </summary>
public sealed class BlueskyFailureTests : IAsyncLifetime
{
    private const string PutRecord = "com.atproto.repo.putRecord";
    private const string RefreshSession = "com.atproto.server.refreshSession";
    private const string CreateSession = "com.atproto.server.createSession";
    private const string ListNotifications = "app.bsky.notification.listNotifications";
    private PlatformHost _host = null!;
    private LoopbackPds _pds = null!;
    private LoopbackAccount _account = null!;
    private IPlatformAccountGrain _grain = null!;

    public async Task InitializeAsync()
    {
        _pds = await LoopbackPds.Start();
        _host = await PlatformHost.Start(
            ("Sanctum:Bluesky:CallTimeout", "00:00:02"), ("Sanctum:Outbox:MaxAttempts", "20"), (
                "Sanctum:Outbox:CircuitThreshold", "1000"));
        _account = _pds.AddAccount("agent");
        _grain = _host.Grains.GetGrain<IPlatformAccountGrain>("default/bluesky/agent");
        await _grain.Connect(new AccountConnection(
            await _host.NewAgent(), Credentials("password"), $$"""{"service":"{{_pds.Url}}"}""", """{"pollSeconds":0.05}""",
            DateTimeOffset.UtcNow.AddMinutes(-5)));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _pds.DisposeAsync();
    }

    public static TheoryData<string, int> Troubles => new()
    {
        { "502", 5 }, { "503 with Retry-After", 2 }, { "rate limit with reset", 1 }, { "rate limit without headers", 1 },
        { "slow", 2 }, { "cut", 4 },
        { "done but cut", 1 }, { "expired", 1 }, { "no JSON", 1 },
        { "page with 200", 1 }, { "page with 400", 2 }, { "page with 401", 2 }, { "page with 403", 1 }, { "list with 403", 1 },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Trouble_while_posting_delays_the_reply_and_never_doubles_it(string trouble, int times)
    {
        _pds.Fail(PutRecord, Enumerable.Repeat(Fault(trouble), times));
        var mention = _pds.Mention(_account, "hello");
        Assert.Equal(("posted", "done"), await Outcome(mention));
        Assert.Equal(mention, Parent(Assert.Single(_pds.Records).Value));
        // Its own repetitions and no others: nobody retries inside a retry.
        Assert.InRange(_pds.Calls(PutRecord), times + 1, times + 2);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Trouble_while_polling_delays_notifications_and_loses_none(string trouble, int times)
    {
        if (trouble == "done but cut")
            return;
        _pds.Fail(ListNotifications, Enumerable.Repeat(Fault(trouble), times));
        Assert.Equal(("posted", "done"), await Outcome(_pds.Mention(_account, "hello")));
    }

    [Fact]
    public async Task A_post_that_was_deleted_meanwhile_ends_in_error_with_the_reason()
    {
        var mention = _pds.Mention(_account, "hello");
        _pds.Delete(mention);
        Assert.Equal(("error", "done"), await Outcome(mention));
        Assert.Contains("was deleted", await LastError(mention), StringComparison.Ordinal);
        Assert.Empty(_pds.Records);
    }

    [Theory]
    [InlineData("blocked", "blocks this account")]
    [InlineData("blocking", "this account blocks")]
    [InlineData("closed", "are closed")]
    public async Task A_post_that_may_not_be_answered_ends_in_error_with_the_reason(string why, string said)
    {
        var mention = _pds.Mention(_account, "hello");
        _pds.Change(mention, post =>
        {
            if (why == "closed")
                post["viewer"] = new JsonObject { ["replyDisabled"] = true };
            else
                post["author"]!["viewer"] =
                    new JsonObject { [why == "blocked" ? "blockedBy" : "blocking"] = why == "blocked" ? true : "at://x/y/z" };
        });
        Assert.Equal(("error", "done"), await Outcome(mention));
        Assert.Contains(said, await LastError(mention), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_the_server_refuses_ends_in_error_after_one_attempt()
    {
        _pds.Fail(PutRecord, LoopbackPds.Refuse(400, "InvalidRequest"));
        Assert.Equal(("error", "done"), await Outcome(_pds.Mention(_account, "hello")));
        Assert.Equal(1, _pds.Calls(PutRecord));
    }

    [Fact]
    public async Task Twenty_posts_that_find_the_token_expired_cause_one_refresh()
    {
        const int Posts = 20;
        var arrived = 0;
        var all = new TaskCompletionSource();
        _pds.Fail(PutRecord, Enumerable.Repeat<Func<HttpContext, Task>>(
            async http =>
            {
                if (Interlocked.Increment(ref arrived) == Posts)
                {
                    _pds.ExpireTokens();
                    all.SetResult();
                }
                await Task.WhenAny(all.Task, Task.Delay(TimeSpan.FromSeconds(1)));
                await _pds.Carry(http);
            },
            Posts));
        var mentions = Enumerable.Range(0, Posts).Select(number => _pds.Mention(_account, $"hello {number}", $"person{number}"))
            .ToList();
        foreach (var mention in mentions)
            Assert.Equal(("posted", "done"), await Outcome(mention));
        Assert.Equal(Posts, _pds.Records.Count);
        Assert.Equal(1, _pds.Calls(RefreshSession));
    }

    [Fact]
    public async Task Twenty_callers_with_the_same_expired_session_cause_one_refresh()
    {
        var refused = (await _grain.Open()).SessionId;
        var renewed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _grain.Renew(refused))));
        Assert.Single(renewed.Select(access => access.SessionId).Distinct());
        Assert.Equal(1, _pds.Calls(RefreshSession));
    }

    [Fact]
    public async Task A_revoked_session_is_replaced_by_logging_in_again()
    {
        var before = _pds.Calls(CreateSession);
        _pds.RevokeTokens();
        Assert.Equal(("posted", "done"), await Outcome(_pds.Mention(_account, "hello")));
        Assert.Equal(before + 1, _pds.Calls(CreateSession));
    }

    [Fact]
    public async Task A_password_that_is_refused_stops_the_account_and_new_ones_let_it_go_on()
    {
        _pds.Fail(CreateSession, Enumerable.Repeat(LoopbackPds.Refuse(401, "AuthenticationRequired"), 50));
        _pds.RevokeTokens();
        var mention = _pds.Mention(_account, "hello");
        await Eventually.True(async () => (await _grain.Get()).Status == AccountStatus.Failed);
        Assert.Contains("cannot log in", (await _grain.Get()).StatusReason, StringComparison.Ordinal);

        _pds.Heal(CreateSession);
        await _grain.Change(new AccountChange(Credentials: Credentials("password")));
        Assert.Equal(("posted", "done"), await Outcome(mention));
    }

    [Theory]
    [InlineData("AccountTakedown")]
    [InlineData("AccountDeactivated")]
    public async Task An_account_that_was_taken_down_stops_and_says_so(string error)
    {
        _pds.Fail(CreateSession, Enumerable.Repeat(LoopbackPds.Refuse(401, error), 50));
        _pds.RevokeTokens();
        await Eventually.True(async () => (await _grain.Get()).StatusReason?.Contains(error, StringComparison.Ordinal) is true);
    }

    [Theory]
    [InlineData(400, "AccountTakedown")]
    [InlineData(401, "AccountDeactivated")]
    [InlineData(403, "AccountSuspended")]
    [InlineData(400, "RepoDeactivated")]
    public async Task An_account_that_learns_it_while_posting_stops_and_its_posts_wait(int status, string error)
    {
        _pds.Fail(PutRecord, Enumerable.Repeat(LoopbackPds.Refuse(status, error), 50));
        var mention = _pds.Mention(_account, "hello");
        await Eventually.True(async () => (await _grain.Get()).Status == AccountStatus.Failed);
        Assert.Contains(error, (await _grain.Get()).StatusReason, StringComparison.Ordinal);
        await Eventually.True(async () => await _host.Scalar<long>(
            "select count(*) from outbox where status = 'pending' and attempts = 0 and last_error is not null") == 1);

        _pds.Heal(PutRecord);
        await _grain.Resume();

        Assert.Equal(("posted", "done"), await Outcome(mention));
    }

    [Fact]
    public async Task Somebody_elses_account_that_is_gone_stops_nobody()
    {
        _pds.Fail("app.bsky.actor.getProfile", LoopbackPds.Refuse(400, "AccountTakedown"));
        var mention = _pds.Mention(_account, "hello");
        _pds.Delete(mention);

        Assert.Equal(("error", "done"), await Outcome(mention));
        Assert.Contains("is not there any more", await LastError(mention), StringComparison.Ordinal);
        Assert.Equal(AccountStatus.Active, (await _grain.Get()).Status);
    }

    [Fact]
    public async Task A_page_in_the_place_of_a_login_stops_nobody()
    {
        _pds.Fail(CreateSession, Enumerable.Repeat(Page(401, "<html>Sign in</html>"), 3));
        _pds.RevokeTokens();

        Assert.Equal(("posted", "done"), await Outcome(_pds.Mention(_account, "hello")));
        Assert.Equal(AccountStatus.Active, (await _grain.Get()).Status);
    }

    [Theory]
    [InlineData("502")]
    [InlineData("page with 200")]
    [InlineData("slow")]
    public async Task A_poll_that_fails_is_an_error_to_whoever_asked_for_it(string trouble)
    {
        _pds.Fail(ListNotifications, Enumerable.Repeat(Fault(trouble), 100));

        // A poll that began before goes well, and is shared.
        var failure = await Eventually.Get(
            async () => await Record.ExceptionAsync(() => _grain.Poll()), exception => exception is not null);

        Assert.Equal(ErrorClass.Transient, Assert.IsType<DependencyException>(failure).Class);
        Assert.Equal(AccountStatus.Active, (await _grain.Get()).Status);
    }

    [Fact]
    public async Task A_time_in_the_future_hides_nothing_that_comes_after_it()
    {
        _pds.Mention(_account, "from the future", "eve", DateTimeOffset.UtcNow.AddYears(1));
        await Eventually.True(
            async () => await _host.Scalar<long>("select count(*) from queue_item where author = 'eve.test'") == 1);

        Assert.Equal(("posted", "done"), await Outcome(_pds.Mention(_account, "hello")));
    }

    [Fact]
    public async Task Everybody_is_heard_although_the_account_prefers_people_whom_it_follows()
    {
        _account.PrefersFollowed = true;
        Assert.Equal(("posted", "done"), await Outcome(_pds.Mention(_account, "hello")));
    }

    [Fact]
    public async Task Of_many_mentions_at_the_same_moment_none_is_lost()
    {
        var moment = DateTimeOffset.UtcNow.AddSeconds(-30);
        var mentions = Enumerable.Range(0, 250).Select(
            number => _pds.Mention(_account, $"hello {number}", $"person{number}", moment.AddMilliseconds(number / 3))).ToList();
        foreach (var mention in mentions)
            Assert.Equal(("posted", "done"), await Outcome(mention));
        Assert.Equal(mentions.Count, _pds.Records.Count);
    }

    private Func<HttpContext, Task> Fault(string trouble) => trouble switch
    {
        "502" => LoopbackPds.BadGateway(),
        "503 with Retry-After" => LoopbackPds.Refuse(503, "NotEnoughResources", ("Retry-After", "1")),
        "rate limit with reset" => LoopbackPds.Refuse(
            429, "RateLimitExceeded", ("RateLimit-Limit", "5000"), ("RateLimit-Remaining", "0"), (
                "RateLimit-Reset", $"{DateTimeOffset.UtcNow.AddSeconds(2).ToUnixTimeSeconds()}")),
        "rate limit without headers" => LoopbackPds.Refuse(429, "RateLimitExceeded"),
        "slow" => LoopbackPds.Hang(),
        "cut" => LoopbackPds.Cut(),
        "done but cut" => _pds.ActThenCut(),
        "expired" => LoopbackPds.Refuse(400, "ExpiredToken"),
        "page with 200" => Page(200, "<html>Sign in to the hotel's network</html>"),
        "page with 400" => Page(400, "<html>Bad request</html>"),
        "page with 401" => Page(401, "<html>Sign in</html>"),
        "page with 403" => Page(403, "<!doctype html><title>Attention required</title>"),
        "list with 403" => Page(403, "[\"forbidden\"]"),
        _ => http => http.Response.WriteAsync("not JSON"),
    };

    private static Func<HttpContext, Task> Page(int status, string text) => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync(text);
    };

    /// <summary>How the reply to a mention ended, and its queue item.</summary>
    private async Task<(string Post, string Item)> Outcome(string uri)
    {
        (string, string) outcome = default;
        await Eventually.True(async () =>
        {
            await using var command = _host.Rows.CreateCommand(
                "select o.status, q.status from queue_item q join outbox o on o.turn_id = q.id where q.notification_id like " +
                "'%' || $1 and o.status in ('posted', 'error')");
            command.Parameters.AddWithValue(uri);
            await using var reader = await command.ExecuteReaderAsync();
            if (!await reader.ReadAsync())
                return false;
            outcome = (reader.GetString(0), reader.GetString(1));
            return true;
        });
        return outcome;
    }

    private async Task<string> LastError(string uri)
    {
        await using var command = _host.Rows.CreateCommand(
            "select last_error from outbox where reply_context->'parent'->>'uri' = $1");
        command.Parameters.AddWithValue(uri);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Parent(JsonObject record) => (string)record["value"]!["reply"]!["parent"]!["uri"]!;

    private static PlatformCredentials Credentials(string password) =>
        new(ImmutableDictionary<string, string>.Empty.Add("identifier", "agent.test").Add("password", password));
}
