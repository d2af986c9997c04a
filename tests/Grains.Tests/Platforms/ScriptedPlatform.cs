using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Publishing;
using Sanctum.Turns;

namespace Sanctum.Platforms;

/// <summary>
/// A platform in memory, as a plug-in would bring it: it outlives the hosts that use it, and tests write what happens on it.
/// </summary>
public sealed class ScriptedPlatform : IPolledPlatform, IAuthenticatedPlatform, IThreadReader, IProfileReader, IRatedPlatform
{
    public const string Password = "correct-horse-battery-staple";
    private const int PageSize = 5;

    private readonly ConcurrentDictionary<string, List<PlatformNotification>> _notifications = new();
    private readonly ConcurrentDictionary<string, byte> _validTokens = new();
    private readonly Lock _lock = new();

    public string Platform => "scripted";

    public PlatformCapabilities Capabilities { get; } = new(300, TextUnit.Graphemes, IdempotentPosts: true, Threads: true);

    public string SettingsSchema => """
        { "type": "object", "additionalProperties": false, "properties": { "server": { "type": "string", "maxLength": 20 } } }
        """;

    public ImmutableArray<string> CredentialNames => ["identifier", "password"];

    public TimeSpan PollInterval => TimeSpan.FromMilliseconds(30);

    public ImmutableArray<RateWindow> RateWindows { get; set; } = [];

    /// <summary>What was posted, in order; one idempotency key is one post.</summary>
    public ConcurrentQueue<OutboundPost> Posts { get; } = new();

    /// <summary>Every token that was ever given out.</summary>
    public ConcurrentQueue<string> Tokens { get; } = new();

    public int Logins { get; private set; }

    public int Refreshes { get; private set; }

    /// <summary>How often it was asked who somebody is.</summary>
    public int ProfileReads { get; private set; }

    /// <summary>Settings that the latest call came with.</summary>
    public string Settings { get; private set; } = "";

    public Func<Task>? BeforeRefresh { get; set; }

    public Action<string>? BeforePoll { get; set; }

    public Func<OutboundPost, Exception?>? PostFault { get; set; }

    public bool IsRefreshRefused { get; set; }

    public int LoginFaults { get; set; }

    /// <summary>Something happens to an account.</summary>
    public PlatformNotification Notify(
        string account, string text, string author = "ann", string? thread = null, DateTimeOffset? at = null,
        NotificationKind kind = NotificationKind.Mention,
        bool? isBot = null, string? id = null, string? context = null)
    {
        lock (_lock)
        {
            id ??= $"n-{Guid.NewGuid():N}";
            var notification = new PlatformNotification(
                id, kind, new PlatformAuthor($"id-{author}", author, author, isBot), text, thread ?? id,
                context ?? $$"""{"to":"{{id}}"}""",
                at ?? DateTimeOffset.UtcNow, MentionsAccount: kind == NotificationKind.Mention);
            _notifications.GetOrAdd(account, _ => []).Add(notification);
            return notification;
        }
    }

    /// <summary>Things that its adapter makes wrong notifications of.</summary>
    public void Notify(string account, params IEnumerable<PlatformNotification?> wrong)
    {
        lock (_lock)
            _notifications.GetOrAdd(account, _ => []).AddRange(wrong!);
    }

    public int RepliesTo(PlatformNotification notification) =>
        Posts.Count(post => post.ReplyContext?.Contains(notification.Id, StringComparison.Ordinal) == true);

    public void RevokeTokens() => _validTokens.Clear();

    public Task<NotificationPage> PollAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        RequireValid(account);
        BeforePoll?.Invoke(account.Account);
        lock (_lock)
        {
            var all = _notifications.GetOrAdd(account.Account, _ => []);
            var start = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
            var page = all.Skip(start).Take(PageSize).ToImmutableArray();
            return Task.FromResult(new NotificationPage(page, $"{start + page.Length}", all.Count > start + page.Length));
        }
    }

    public Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        RequireValid(account);
        if (PostFault?.Invoke(post) is { } fault)
            throw fault;
        lock (_lock)
        {
            if (Posts.All(known => known.IdempotencyKey != post.IdempotencyKey))
                Posts.Enqueue(post);
        }
        return Task.FromResult(new PostReceipt($"post-{post.IdempotencyKey}"));
    }

    public int PointsFor(OutboundPost post) => 1;

    public Task<PlatformSession> LogInAsync(
        PlatformCredentials credentials, JsonElement settings, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Logins++;
            if (LoginFaults-- > 0)
                throw new DependencyException(Platform, "is busy", ErrorClass.Transient);
        }
        return credentials["password"] == Password
            ? Task.FromResult(NewSession($"id-{credentials["identifier"]}"))
            : throw new DependencyException(Platform, $"wrong password {credentials["password"]}", ErrorClass.Permanent);
    }

    public async Task<PlatformSession> RefreshAsync(
        PlatformSession session, JsonElement settings, CancellationToken cancellationToken)
    {
        lock (_lock)
            Refreshes++;
        if (BeforeRefresh is { } wait)
            await wait();
        return IsRefreshRefused ? throw new SessionExpiredException(Platform, "revoked") : NewSession(session.Subject);
    }

    public Task<PlatformThread?> ReadThreadAsync(PlatformAccount account, string postId, CancellationToken cancellationToken) =>
        Task.FromResult<PlatformThread?>(null);

    public Task<PersonProfile?> ReadProfileAsync(
        PlatformAccount account, string handleOrId, CancellationToken cancellationToken)
    {
        RequireValid(account);
        ProfileReads++;
        return Task.FromResult<PersonProfile?>(new PersonProfile(
            new PlatformAuthor($"id-{handleOrId}", handleOrId), "", ImmutableDictionary<string, string>.Empty));
    }

    public Task<bool> HasAnsweredAsync(PlatformAccount account, Notification notification, CancellationToken cancellationToken)
    {
        RequireValid(account);
        var to = JsonDocument.Parse(notification.ReplyContext!).RootElement.GetProperty("to").GetString()!;
        return Task.FromResult(Posts.Any(
            post => post.Account == account.Account && post.ReplyContext?.Contains(to, StringComparison.Ordinal) == true));
    }

    private PlatformSession NewSession(string subject)
    {
        var session = new PlatformSession(
            subject, $"access-{Guid.NewGuid():N}", $"refresh-{Guid.NewGuid():N}", DateTimeOffset.UtcNow.AddHours(1),
            ImmutableDictionary<string, string>.Empty);
        _validTokens[session.AccessToken] = 0;
        Tokens.Enqueue(session.AccessToken);
        Tokens.Enqueue(session.RefreshToken!);
        return session;
    }

    private void RequireValid(PlatformAccount account)
    {
        Settings = account.Settings.GetRawText();
        if (!_validTokens.ContainsKey(account.RequireSession().AccessToken))
            throw new SessionExpiredException(Platform, "ExpiredToken");
    }
}
