using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>Who may call an action.</summary>
internal enum BridgeAudience
{
    /// <summary>Anybody.</summary>
    Public,

    /// <summary>Who shows the API key or the admin key.</summary>
    Plugin,

    /// <summary>Who shows the admin key.</summary>
    Admin,
}

/// <summary>A call that may be made.</summary>
internal sealed record BridgeCall(AccountName Account, IWebChatBridgeGrain Bridge, BridgeQuery Query, BridgeRequest Body);

/// <summary>What an action answers.</summary>
/// <param name="Message">What was done.</param>
/// <param name="Data">Written with snake_case names.</param>
internal sealed record BridgeAnswer(string Message, object Data);

/// <summary>An action.</summary>
/// <param name="Name">As callers name it.</param>
/// <param name="Audience">Who may call it.</param>
/// <param name="Read">What GET does, or null.</param>
/// <param name="Write">What POST does, or null.</param>
/// <param name="AuditedAs">What the audit log calls a POST; null where it is not audited.</param>
internal sealed record BridgeAction(
    string Name, BridgeAudience Audience,
    Func<BridgeCall, Task<BridgeAnswer>>? Read = null, Func<BridgeCall, Task<BridgeAnswer>>? Write = null,
    string? AuditedAs = null)
{
    /// <summary>The methods that it takes, as <c>Allow</c> names them.</summary>
    public string Allow => (Read, Write) switch
    {
        (not null, not null) => "GET, POST",
        (not null, null) => "GET",
        _ => "POST",
    };
}

/// <summary>The actions of the bridge.</summary>
internal static class BridgeActions
{
    private const int MaxMessageCharacters = 8_000;
    private const int MaxResponseCharacters = 32_000;

    private static readonly BridgeAction[] All =
    [
        new("messages", BridgeAudience.Public, Write: Say),
        new("responses", BridgeAudience.Public, Read: ReadResponses),
        new("inbox", BridgeAudience.Plugin, Read: ReadInbox),
        new("outbox", BridgeAudience.Plugin, Write: Respond),
        new("sessions", BridgeAudience.Admin, Read: ListSessions),
        new("session_messages", BridgeAudience.Admin, Read: ReadSession),
        new("config", BridgeAudience.Admin, Read: ReadConfig, Write: WriteConfig, AuditedAs: AuditActions.BridgeConfig),
        new("cleanup", BridgeAudience.Admin, Write: Clean, AuditedAs: AuditActions.BridgeCleanup),
        new("clear_data", BridgeAudience.Admin, Write: Clear, AuditedAs: AuditActions.BridgeClear),
    ];

    /// <summary>The names of all actions.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(action => action.Name));

    /// <summary>The action of this name, or null.</summary>
    public static BridgeAction? Find(string? name) => Array.Find(All, action => action.Name == name);

    private static async Task<BridgeAnswer> Say(BridgeCall call)
    {
        var said = await call.Bridge.Say(
            BridgeFields.Session(call.Body.SessionId), BridgeFields.Own("id", call.Body.Id),
            BridgeFields.Text("message", call.Body.Message, MaxMessageCharacters));
        return new BridgeAnswer("The message was sent.", new
        {
            MessageId = said.Id,
            said.SessionId,
            Message = said.Text,
            Timestamp = said.SentAt,
            said.Uid,
            IsNewUser = said.IsFirst,
        });
    }

    private static async Task<BridgeAnswer> ReadResponses(BridgeCall call)
    {
        var session = BridgeFields.Session(call.Query.SessionId);
        var (after, since) = BridgeFields.Since(call.Query.Since);
        var replies = await call.Bridge.ReadReplies(session, after ?? 0, since);
        return new BridgeAnswer(
            "The responses of the session.", new { SessionId = session, Responses = replies.Select(ResponseOf) });
    }

    private static async Task<BridgeAnswer> ReadInbox(BridgeCall call)
    {
        var (limit, offset) = (BridgeFields.Limit(call.Query.Limit), BridgeFields.Offset(call.Query.Offset));
        if (offset != 0)
            throw new InvalidRequestException("offset", "must be 0 here; pass the cursor as since to continue.");
        var (after, since) = BridgeFields.Since(call.Query.Since);
        var page = await call.Bridge.ReadInbox(after, since, limit);
        return new BridgeAnswer("Messages of visitors.", new
        {
            Messages = page.Messages.Select(MessageOf),
            Cursor = page.Cursor.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Pagination = new
            {
                Total = page.Messages.Length + page.Remaining,
                Limit = limit,
                Offset = 0,
                HasMore = page.Remaining > 0,
            },
        });
    }

    private static async Task<BridgeAnswer> Respond(BridgeCall call)
    {
        var reply = await call.Bridge.Reply(
            BridgeFields.Session(call.Body.SessionId), BridgeFields.Own("key", call.Body.Key),
            BridgeFields.Text("response", call.Body.Response, MaxResponseCharacters), BridgeFields.Answered(call.Body.MessageId));
        return new BridgeAnswer(
            "The response was sent.", new { ResponseId = reply.Id, reply.SessionId, Timestamp = reply.SentAt });
    }

    private static async Task<BridgeAnswer> ListSessions(BridgeCall call)
    {
        var (limit, offset) = (BridgeFields.Limit(call.Query.Limit), BridgeFields.Offset(call.Query.Offset));
        var page = await call.Bridge.ListSessions(BridgeFields.Active(call.Query.Active), limit, offset);
        return new BridgeAnswer("Sessions, the latest first.", new
        {
            page.Sessions,
            Pagination = new { page.Total, Limit = limit, Offset = offset, HasMore = offset + page.Sessions.Length < page.Total },
        });
    }

    private static async Task<BridgeAnswer> ReadSession(BridgeCall call)
    {
        var (after, since) = BridgeFields.Since(call.Query.Since);
        if (since is not null)
            throw new InvalidRequestException("since", "must be a message's id here.");
        var found = await call.Bridge.ReadSession(BridgeFields.Session(call.Query.SessionId), after ?? 0);
        return new BridgeAnswer("What was said in the session.", new
        {
            found.Session,
            Messages = found.Messages.Where(message => !message.IsReply).Select(MessageOf),
            Responses = found.Messages.Where(message => message.IsReply).Select(ResponseOf),
        });
    }

    private static async Task<BridgeAnswer> ReadConfig(BridgeCall call) =>
        new("The settings of the bridge.", ConfigOf(call.Account, await call.Bridge.Describe()));

    private static async Task<BridgeAnswer> WriteConfig(BridgeCall call)
    {
        if (call.Body is { AnsweredBy: null, SessionTimeout: null })
            throw new InvalidRequestException("body", "must give answered_by or session_timeout.");
        BridgeAnswerer? answerer = call.Body.AnsweredBy is { } named
            ? StateName.Parse<BridgeAnswerer>("answered_by", named)
            : null;
        var bridge = await call.Bridge.Configure(answerer, BridgeFields.Timeout(call.Body.SessionTimeout));
        return new BridgeAnswer("The settings hold.", ConfigOf(call.Account, bridge));
    }

    private static async Task<BridgeAnswer> Clean(BridgeCall call)
    {
        var removed = await call.Bridge.Remove(idleOnly: true);
        return new BridgeAnswer(
            $"{removed.Sessions} idle sessions were removed.",
            new { CleanedCount = removed.Sessions, RemovedMessages = removed.Messages });
    }

    private static async Task<BridgeAnswer> Clear(BridgeCall call)
    {
        if (call.Body.Confirm != call.Account.Value)
            throw new InvalidRequestException(
                "confirm", "must be the account's name: every session and message of its bridge is removed for good.");
        var removed = await call.Bridge.Remove(idleOnly: false);
        return new BridgeAnswer(
            "All sessions were removed.", new { RemovedSessions = removed.Sessions, RemovedMessages = removed.Messages });
    }

    private static object MessageOf(BridgeMessage message) =>
        new { message.Id, message.SessionId, Message = message.Text, Timestamp = message.SentAt, message.Uid };

    private static object ResponseOf(BridgeMessage message) =>
        new { message.Id, Response = message.Text, Timestamp = message.SentAt, MessageId = message.Answers };

    private static object ConfigOf(AccountName account, BridgeDescription bridge) =>
        new { Account = account.Value, bridge.AnsweredBy, SessionTimeout = bridge.SessionTimeoutSeconds };
}
