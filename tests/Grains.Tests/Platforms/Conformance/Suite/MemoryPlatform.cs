using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Conformance.Platforms;
using Sanctum.Errors;
using Sanctum.Publishing;

namespace Sanctum.Platforms.Conformance;

/// <summary>What an adapter may get wrong.</summary>
public enum Mistake
{
    None,
    ClaimsDeletion,
    ForgetsKeys,
    AnswersNoId,
    IgnoresCancellation,
    CallsRefusalTransient,
    HidesExpiry,
    HidesTakedown,
    CallsFailurePermanent,
    KeepsCursorItself,
    RepeatsEverything,
    LosesThePage,
    FreeOfCharge,
    ShortLimit,
}

/// <summary>An adapter and its platform in memory, right but for one mistake.</summary>
internal sealed class MemoryPlatform(Mistake mistake) : PlatformStandIn, IAuthenticatedPlatform, IPolledPlatform, IRatedPlatform
{
    private const int Longest = 100;
    private readonly List<(string Key, string Text)> _posts = [];
    private readonly List<PlatformNotification?> _listed = [];
    private string _token = "first";
    private bool _isDown, _failsOnce;
    private int _read;

    public override IPlatformAdapter Adapter => this;

    public override PlatformAccount Account { get; } = new(
        "default", "memory", "me", JsonElement.Parse("{}"),
        new PlatformSession("me", "first", null, null, ImmutableDictionary<string, string>.Empty));

    public override PlatformCredentials WrongCredentials { get; } =
        new(ImmutableDictionary<string, string>.Empty.Add("password", "wrong"));

    public string Platform => "memory";

    public PlatformCapabilities Capabilities { get; } = new(
        Longest, TextUnit.Utf16, IdempotentPosts: true, Threads: true, Deletes: mistake == Mistake.ClaimsDeletion);

    public ImmutableArray<string> CredentialNames => ["password"];

    public ImmutableArray<RateWindow> RateWindows => [new(TimeSpan.FromHours(1), 10)];

    public int PointsFor(OutboundPost post) => mistake == Mistake.FreeOfCharge ? 0 : 1 + post.Text.Length / Longest;

    public Task<PlatformSession> LogInAsync(
        PlatformCredentials credentials, JsonElement settings, CancellationToken cancellationToken) =>
        throw new DependencyException(
            Platform, "refused.", mistake == Mistake.CallsRefusalTransient ? ErrorClass.Transient : ErrorClass.Permanent);

    public Task<PlatformSession> RefreshAsync(
        PlatformSession session, JsonElement settings, CancellationToken cancellationToken) =>
        throw new SessionExpiredException(Platform, "there is no other.");

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (mistake != Mistake.IgnoresCancellation)
            cancellationToken.ThrowIfCancellationRequested();
        ThrowIfRefused(account);
        if (post.Text.Length > (mistake == Mistake.ShortLimit ? Longest - 1 : Longest))
            throw new DependencyException(Platform, "the text is too long.", ErrorClass.Permanent);
        if (mistake == Mistake.ForgetsKeys || _posts.All(one => one.Key != post.IdempotencyKey))
            _posts.Add((post.IdempotencyKey, post.Text));
        return new PostReceipt(mistake == Mistake.AnswersNoId ? "" : post.IdempotencyKey);
    }

    public Task<NotificationPage> PollAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (mistake == Mistake.LosesThePage && _listed.Contains(null))
            return Task.FromResult(new NotificationPage([], $"{_listed.Count}"));
        var from = mistake switch
        {
            Mistake.KeepsCursorItself => _read,
            Mistake.RepeatsEverything => 0,
            _ => cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture),
        };
        _read = _listed.Count;
        var page = _listed.Skip(from).Select(
            one => one ?? PlatformNotification.Unreadable("it is null.", "null", DateTimeOffset.UtcNow, "null"));
        return Task.FromResult(new NotificationPage([.. page], $"{_listed.Count}"));
    }

    public override Task<int> CountPostsAsync(string text) => Task.FromResult(_posts.Count(one => one.Text == text));

    public override Task<bool> MentionAsync(string text) => List(WrongNotifications.Good($"n{_listed.Count}", text));

    public override Task<bool> ListUnreadableAsync() => List(null);

    public override Task<bool> ExpireLoginAsync() => Done(_token = "second");

    public override Task<bool> TakeAccountDownAsync() => Done(_isDown = true);

    public override Task<bool> FailOnceAsync() => Done(_failsOnce = true);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ThrowIfRefused(PlatformAccount account)
    {
        if (_isDown && mistake != Mistake.HidesTakedown)
            throw new AccountRefusedException(Platform, "it was taken down.");
        if (account.RequireSession().AccessToken != _token)
            throw mistake == Mistake.HidesExpiry
                ? new DependencyException(Platform, "401.", ErrorClass.Permanent)
                : new SessionExpiredException(Platform, "401.");
        if (!_failsOnce)
            return;
        _failsOnce = false;
        throw new DependencyException(
            Platform, "503.", mistake == Mistake.CallsFailurePermanent ? ErrorClass.Permanent : ErrorClass.Transient);
    }

    private Task<bool> List(PlatformNotification? entry)
    {
        _listed.Add(entry);
        return Task.FromResult(true);
    }

    private static Task<bool> Done(object _) => Task.FromResult(true);
}
