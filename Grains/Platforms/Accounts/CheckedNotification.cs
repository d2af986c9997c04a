using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// What an adapter brought, checked before it becomes rows: adapters are written by others, in languages that know null. What can
/// be used is used; what cannot be becomes a notification with a <see cref="PlatformNotification.Fault"/>.
/// </summary>
internal static class CheckedNotification
{
    private const int MaxCursorCharacters = 4_000;

    /// <summary>The same notifications in the same order, each with everything that a row needs.</summary>
    /// <param name="brought">As an adapter gave them.</param>
    /// <param name="now">No notification is later than this: one that claims to be would wait behind all others.</param>
    public static ImmutableArray<PlatformNotification> AllOf(ImmutableArray<PlatformNotification> brought, DateTimeOffset now) =>
        brought.IsDefault ? [] : [.. brought.Select(notification => Of(notification, now))];

    /// <summary>The page, if it is one that can be stored.</summary>
    /// <exception cref="DependencyException">It is not; the adapter is asked again.</exception>
    public static NotificationPage Of(string platform, NotificationPage? page)
    {
        if (page is null)
            throw Refused(platform, "answered null in the place of a page of notifications.");
        if (page.Cursor is { } cursor && (cursor.Length > MaxCursorCharacters || NullCharacter.IsIn(cursor)))
            throw Refused(platform, $"gave a cursor with U+0000 or more than {MaxCursorCharacters} characters.");
        return page.Notifications.IsDefault ? page with { Notifications = [] } : page;
    }

    private static DependencyException Refused(string platform, string what) =>
        new(platform, $"its adapter {what}", ErrorClass.Transient);

    private static PlatformNotification Of(PlatformNotification? brought, DateTimeOffset now)
    {
        if (FaultOf(brought) is { } fault)
            return PlatformNotification.Unreadable(
                fault, JsonSerializer.Serialize(brought), TimeOf(brought, now), brought?.Id, KindOf(brought));
        var notification = brought!;
        return notification with
        {
            Kind = KindOf(notification),
            Author = WithNames(notification.Author),
            Text = notification.Text ?? "",
            ThreadKey = string.IsNullOrEmpty(notification.ThreadKey) ? notification.Id : notification.ThreadKey,
            OccurredAt = TimeOf(notification, now),
        };
    }

    private static string? FaultOf(PlatformNotification? brought) => brought switch
    {
        null => "it is null.",
        { Fault: not null } => null,
        { Id: null or "" } => "id is missing.",
        { Author: null } => "author is missing.",
        { Author.Id: null or "" } => "author.id is missing.",
        _ when brought.OccurredAt == default => "occurredAt is missing.",
        _ => null,
    };

    private static PlatformAuthor WithNames(PlatformAuthor author) =>
        author with { Handle = author.Handle ?? "", DisplayName = author.DisplayName ?? "" };

    private static NotificationKind KindOf(PlatformNotification? brought) =>
        brought is not null && Enum.IsDefined(brought.Kind) ? brought.Kind : NotificationKind.Other;

    private static DateTimeOffset TimeOf(PlatformNotification? brought, DateTimeOffset now) =>
        brought is null || brought.OccurredAt == default || brought.OccurredAt > now ? now : brought.OccurredAt;
}
