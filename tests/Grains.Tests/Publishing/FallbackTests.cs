using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Publishing;

/// <summary>Accounts whose rules name another account for what their platform does not take.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private PlatformHost _host = null!;

    public async Task InitializeAsync() => _host = await PlatformHost.Start(
        ("Sanctum:Outbox:CircuitThreshold", "3"), ("Sanctum:Outbox:CircuitPause", "01:00:00"), (
            "Sanctum:Outbox:FallbackAfter", "00:00:00.300"));

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task What_the_platform_refuses_goes_out_from_the_fallback_and_the_row_names_both()
    {
        var account = await _host.Connect("""{"fallback":{"platform":"sandbox","account":"spare"}}""");
        _host.Platform.PostFault = _ => Refusal("no such place");

        _host.Platform.Notify(account, "good morning");

        Assert.Equal("posted spare", await Row(account, "status || ' ' || account"));
        Assert.Equal($"scripted/{account}", await Row(account, "meant_for"));
        Assert.Contains("no such place", await Row(account, "meant_error"), StringComparison.Ordinal);
        Assert.Equal(1, await _host.Scalar<long>("select count(*) from sandbox_post where account = 'spare' " +
            "and body like '%good morning%' and reply_context is null"));
        Assert.Contains(_host.Log, line => line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains("goes out from default/sandbox/spare instead", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_may_be_out_already_goes_nowhere_else()
    {
        var account = await _host.Connect("""{"fallback":{"platform":"sandbox","account":"doubts"}}""");
        var attempts = 0;
        _host.Platform.PostFault = _ => Interlocked.Increment(ref attempts) == 1
            ? new DependencyException("scripted", "cut off", ErrorClass.Transient)
            : Refusal("no such place");

        _host.Platform.Notify(account, "good morning");

        await Eventually.True(async () => await _host.Scalar<long>(
            $"select count(*) from outbox where account = '{account}' and status = 'error' and attempts = 2") == 1);
        Assert.Equal(0, await _host.Scalar<long>("select count(*) from sandbox_post where account = 'doubts'"));
    }

    [Fact]
    public async Task Where_the_fallback_refuses_too_the_error_has_both_causes()
    {
        var other = await _host.Connect();
        var account = await _host.Connect($$$"""{"fallback":{"platform":"scripted","account":"{{{other}}}"}}""");
        _host.Platform.PostFault = post => Refusal(post.Account == other ? "closed as well" : "closed");

        _host.Platform.Notify(account, "good morning");

        await Eventually.True(async () => await Row(account, "status") == "error");
        Assert.Equal(
            $"scripted/{account}: scripted: closed Then, as its fallback, scripted/{other}: scripted: closed as well", await Row(
                account, "last_error"));
    }

    [Fact]
    public async Task While_a_platform_is_away_for_long_only_what_was_never_tried_goes_elsewhere()
    {
        var account = await _host.Connect("""{"fallback":{"platform":"sandbox","account":"away"}}""");
        _host.Platform.PostFault = _ => new DependencyException("scripted", "is away", ErrorClass.Transient);
        _host.Platform.Notify(account, "tried");
        await Eventually.True(async () =>
            await _host.Scalar<long>($"select count(*) from outbox where account = '{account}' and attempts = 3") == 1);

        _host.Platform.Notify(account, "never tried");

        await Eventually.True(
            async () => await _host.Scalar<long>("select count(*) from sandbox_post where account = 'away'") == 1);
        Assert.Equal(
            1,
            await _host.Scalar<long>("select count(*) from sandbox_post where account = 'away' and body like '%never tried%'"));
        Assert.Equal(1, await _host.Scalar<long>(
            $"select count(*) from outbox where account = '{account}' and status = 'pending' and is_doubtful"));
    }

    [Fact]
    public async Task An_account_is_not_its_own_fallback()
    {
        var account = await _host.Connect();

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => _host.Account(account).Change(
                new AccountChange(Rules: $$$"""{"fallback":{"platform":"scripted","account":"{{{account}}}"}}""")));

        Assert.Equal("rules.fallback", Assert.Single(refused.Errors).Field);
    }

    private static DependencyException Refusal(string reason) => new("scripted", reason, ErrorClass.Permanent, isRefusal: true);

    private Task<string> Row(string account, string column) => Eventually.Get(
        () => _host.Scalar<string>(
            $"select coalesce((select {column} from outbox where meant_for = 'scripted/{account}' " +
            "and status in ('posted', 'error')), '')"),
        value => value.Length > 0);
}
