namespace Sanctum.Platforms.Conformance;

/// <summary>
/// A platform with one connected account, at which two things happen and, between them, some that cannot be read. One class
/// stands for each way in which notifications come.
/// </summary>
internal interface IConformingPlatform : IAsyncDisposable
{
    PlatformHost Host { get; }

    /// <summary>The account, as rows name it.</summary>
    string Account { get; }

    IPlatformAccountGrain Grain { get; }

    /// <summary>Lets everything happen.</summary>
    /// <returns>How many of the things cannot be read.</returns>
    Task<int> Happen();
}

/// <summary>What an adapter may get wrong that is written in a language with null.</summary>
internal static class WrongNotifications
{
    private static readonly PlatformAuthor Ann = new("ann", "ann");

    public static PlatformNotification Good(string id, string text) => new(
        id, NotificationKind.Mention, Ann, text, "t", $$"""{"to":"{{id}}"}""", DateTimeOffset.UtcNow, MentionsAccount: true);

    /// <summary>Some that cannot be read.</summary>
    public static PlatformNotification?[] Unreadable() =>
    [
        null,
        Good(null!, "no id"),
        Good("", "empty id"),
        Good("no-author", "x") with { Author = null! },
        Good("no-author-id", "x") with { Author = new PlatformAuthor(null!, "ann") },
        Good("no-time", "x") with { OccurredAt = default },
        Good("no-context", "x") with { ReplyContext = "{\"half\":" },
        PlatformNotification.Unreadable("the adapter says so.", "raw", DateTimeOffset.UtcNow),
    ];

    /// <summary>Some that are odd and can be read.</summary>
    public static PlatformNotification[] Odd() =>
    [
        Good("no-text", null!) with { Kind = NotificationKind.Follow },
        Good("odd-kind", "x") with { Kind = (NotificationKind)99 },
        Good("future", "from the future") with { OccurredAt = DateTimeOffset.UtcNow.AddYears(50), Kind = NotificationKind.Like },
    ];
}
