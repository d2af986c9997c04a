using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Platforms.Replies;
using Sanctum.Queues;
using Sanctum.Storage;
using Sanctum.Turns;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// What a page of notifications becomes: which of them wait to be answered, which end at once, and who wrote them. Whatever the
/// platform sent, the result fits the rows, so that one odd notification never stops an account.
/// </summary>
internal sealed record Intake(IReadOnlyList<IntakeItem> Items, IReadOnlyList<IntakePerson> People, string? PauseReason)
{
    private const int MaxNameCharacters = 256;

    public static Intake Of(
        AccountKey account, string agent, ReplyRules rules, DateTimeOffset since, string? ownId,
        IEnumerable<PlatformNotification> notifications)
    {
        var items = new List<IntakeItem>();
        var people = new Dictionary<string, IntakePerson>(StringComparer.Ordinal);
        string? pauseReason = null;
        foreach (var notification in notifications.Where(notification => notification.OccurredAt >= since))
        {
            if (notification.Fault is not null)
            {
                if (notification.Kind == NotificationKind.Other || rules.Kinds.Contains(notification.Kind))
                    items.Add(UnreadableItem(account, agent, notification, items.Count));
                continue;
            }
            var given = Clean(notification.Author);
            var author = Named(given);
            var isOwn = notification.IsOwn || author.Id == ownId;
            var command = isOwn ? Command.None : Commands.Find(rules, notification.Text);
            var person = IntakePerson.Of(
                author, hasHandle: given.Handle.Length > 0, SessionId(account, agent, notification.ThreadKey), command);
            people[author.Id] = people.TryGetValue(author.Id, out var known) ? known.Then(person) : person;
            var mayPause = rules.StopAuthors.Name(author.Id, author.Handle);
            if (command == Command.Stop && mayPause)
                pauseReason = $"{author.Handle} wrote {rules.StopCommand}.";
            if (isOwn || command != Command.None || rules.Kinds.Contains(notification.Kind))
            {
                var noReply = ReplyPolicy.ReasonOnArrival(new IncomingPost(isOwn, command));
                var item = Item(account, agent, rules, notification, author, noReply, items.Count);
                items.Add(item with { Command = ThreadCommands.Of(command, mayPause) });
            }
        }
        return new Intake(items, [.. people.Values], pauseReason);
    }

    /// <summary>The queue's key of a notification: agents may have several accounts that hear of the same post.</summary>
    public static string QueueId(AccountKey account, string notificationId) =>
        StorableText.Cut($"{account.Platform}/{account.Account}/{notificationId}", NotificationRules.MaxKeyCharacters);

    /// <summary>The queue's key of a notification as a platform gave it.</summary>
    public static string QueueId(AccountKey account, PlatformNotification notification) => QueueId(account, notification.Id);

    /// <summary>
    /// The conversation that a thread is for an agent; any platform's thread key becomes a short id that fits a URL.
    /// </summary>
    public static string SessionId(AccountKey account, string agent, string threadKey)
    {
        const int HashBytes = 12;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{agent}\n{threadKey}")).AsSpan(0, HashBytes);
        return $"{account.Platform}:{account.Account}:{Convert.ToHexStringLower(hash)}";
    }

    private static IntakeItem Item(
        AccountKey account, string agent, ReplyRules rules, PlatformNotification notification, PlatformAuthor author,
        string? noReply, int ordinal)
    {
        var given = notification.ReplyContext;
        var fault = given is null ? null : ReplyContextRule.FaultOf(given);
        var context = given is null || fault is not null ? null : JsonNode.Parse(given);
        var status = noReply is not null
            ? QueueItemStatus.NoReply
            : fault is not null ? QueueItemStatus.Error : QueueItemStatus.New;
        var isUrgent = rules.PriorityAuthors.Name(author.Id, author.Handle);
        return new IntakeItem(
            Guid.CreateVersion7(), ordinal, QueueId(account, notification), SessionId(account, agent, notification.ThreadKey),
            author.Handle, StorableText.Cut(notification.Text, NotificationRules.MaxTextCharacters),
            (int)(isUrgent ? QueuePriority.High : QueuePriority.Normal), notification.OccurredAt, context,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(notification.Kind.ToString()), author.Id, notification.MentionsAccount,
            status.ToColumn(),
            noReply, fault is null ? null : $"The reply context {fault}", fault is null ? null : ErrorClass.Queue.ToColumn(),
            notification.TraceParent);
    }

    // Nobody answers it; an operator sees what came and why it could not be read.
    private static IntakeItem UnreadableItem(AccountKey account, string agent, PlatformNotification notification, int ordinal) =>
        new(
        Guid.CreateVersion7(), ordinal, QueueId(account, notification), SessionId(account, agent, notification.ThreadKey),
        Author: "", StorableText.Cut(notification.Text, NotificationRules.MaxTextCharacters), (int)QueuePriority.Normal,
        notification.OccurredAt,
        ReplyContext: null, JsonNamingPolicy.SnakeCaseLower.ConvertName(notification.Kind.ToString()), AuthorId: "",
        Mentions: false,
        QueueItemStatus.Error.ToColumn(), StopReason: null, FailureText.Of(
            $"The notification cannot be read: {notification.Fault}"),
        ErrorClass.Queue.ToColumn(), notification.TraceParent);

    // What people are called who have no handle, or whose message does not say it.
    private static PlatformAuthor Named(PlatformAuthor author) => author.Handle.Length > 0
        ? author
        : author with { Handle = author.DisplayName.Length > 0 ? author.DisplayName : author.Id };

    private static PlatformAuthor Clean(PlatformAuthor author) => author with
    {
        Id = StorableText.Cut(author.Id, MaxNameCharacters),
        Handle = StorableText.Cut(author.Handle, MaxNameCharacters),
        DisplayName = StorableText.Cut(author.DisplayName, MaxNameCharacters),
    };
}

/// <summary>A row of <c>queue_item</c> and one of <c>platform_notification</c> to be.</summary>
internal sealed record IntakeItem(
    Guid Id,
    int Ordinal,
    string NotificationId,
    string SessionId,
    string Author,
    string Body,
    int Priority,
    DateTimeOffset OccurredAt,
    JsonNode? ReplyContext,
    string Kind,
    string AuthorId,
    bool Mentions,
    string Status,
    string? StopReason,
    string? Error,
    string? ErrorClass,
    string? Traceparent)
{
    /// <summary>What it tells the account to do in its thread: one of <see cref="ThreadCommands"/>, or null.</summary>
    public string? Command { get; init; }
}

/// <summary>A row of <c>platform_profile</c> to be.</summary>
/// <param name="Id">The platform's lasting id.</param>
/// <param name="Handle">The handle, or what stands for it.</param>
/// <param name="HasHandle">Whether the platform said the handle; else one that is known stays.</param>
/// <param name="Name">The name that people see; where it is empty, one that is known stays.</param>
/// <param name="IsBot">Whether the platform says that it is a bot.</param>
/// <param name="OptedOut">What the person last said about being answered, or null.</param>
/// <param name="SessionId">The conversation that the person was in last.</param>
internal sealed record IntakePerson(
    string Id, string Handle, bool HasHandle, string Name, bool? IsBot, bool? OptedOut, string SessionId)
{
    public static IntakePerson Of(PlatformAuthor author, bool hasHandle, string sessionId, Command command) => new(
        author.Id, author.Handle, hasHandle, author.DisplayName, author.IsBot,
        command switch { Command.OptOut => true, Command.OptIn => false, _ => null }, sessionId);

    /// <summary>The person after one more notification.</summary>
    public IntakePerson Then(IntakePerson later) => later with
    {
        Handle = later.HasHandle || !HasHandle ? later.Handle : Handle,
        HasHandle = later.HasHandle || HasHandle,
        Name = later.Name.Length > 0 ? later.Name : Name,
        IsBot = later.IsBot ?? IsBot,
        OptedOut = later.OptedOut ?? OptedOut,
    };
}
