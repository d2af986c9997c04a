using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Platforms.WebChat;

/// <summary>
/// One conversation: its rows, and those who watch it. Rows are the truth; watchers only learn when to look.
/// </summary>
[CollectionAgeLimit(Minutes = 2), GrainType("chatroom")]
internal sealed class ChatRoomGrain(WebChatStore store, TimeProvider clock) : Grain, IChatRoomGrain
{
    private const int MaxPerRead = 200;
    private const int MaxTextCharacters = 8_000;
    private const int MaxIdCharacters = 64;
    private const int MaxTries = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TypingFades = TimeSpan.FromSeconds(20);

    private ChatRoomKey _key;
    private int _lastSeq;
    private DateTimeOffset _typingUntil;
    private TaskCompletionSource _change = NewChange();

    private bool IsTyping => clock.GetUtcNow() < _typingUntil;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ChatRoomKey.Parse(this.GetPrimaryKeyString());
        _lastSeq = await store.FindLast(_key, cancellationToken);
    }

    public Task<ChatMessage> Record(string messageId, string text)
    {
        RequireMessage(messageId, text);
        return Append(messageId, isReply: false, text);
    }

    public async Task<ChatMessage> Say(string visitorName, string messageId, string text)
    {
        RequireMessage(messageId, text);
        if (await store.Find(_key, messageId, CancellationToken.None) is { } known)
            return known;
        // First the agent has it, then the visitor sees it: what looks sent is never lost. Sent again, neither happens twice.
        var author = new PlatformAuthor(_key.Visitor, ChatNames.HandleOf(_key.Visitor, visitorName), visitorName, IsBot: false);
        var target = JsonSerializer.Serialize(new ChatTarget(_key.Visitor, _key.Conversation));
        await GrainFactory.Account(new AccountKey(_key.Tenant, PlatformNames.WebChat, _key.Account)).TakeIn(
        [
            new PlatformNotification(
                $"{_key.Visitor}/{_key.Conversation}/{messageId}", NotificationKind.DirectMessage, author, text,
                $"{_key.Visitor}/{_key.Conversation}", target,
                clock.GetUtcNow()),
        ]);
        return await Append(messageId, isReply: false, text);
    }

    public Task<ChatMessage> Reply(string messageId, string text)
    {
        _typingUntil = default;
        return Append(messageId, isReply: true, text);
    }

    public Task ShowTyping()
    {
        _typingUntil = clock.GetUtcNow() + TypingFades;
        Tell();
        return Task.CompletedTask;
    }

    public async Task<ChatView> Watch(int after, bool knowsTyping, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + Patience;
        while (true)
        {
            var (change, now, isTyping) = (_change.Task, clock.GetUtcNow(), IsTyping);
            if (_lastSeq > after)
                return new ChatView(await Read(after), isTyping);
            if (isTyping != knowsTyping || now >= until || cancellationToken.IsCancellationRequested)
                return new ChatView([], isTyping);
            var next = isTyping && _typingUntil < until ? _typingUntil : until;
            await change.WaitAsync(next - now, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    public Task<ImmutableArray<ChatMessage>> Read(int after) => store.Read(_key, after, MaxPerRead, CancellationToken.None);

    private async Task<ChatMessage> Append(string messageId, bool isReply, string text)
    {
        for (var tries = 1; ; tries++)
        {
            var message = await store.Append(_key, messageId, isReply, text, CancellationToken.None)
                ?? await store.Find(_key, messageId, CancellationToken.None);
            if (message is not null)
            {
                _lastSeq = Math.Max(_lastSeq, message.Seq);
                Tell();
                return message;
            }
            if (tries == MaxTries)
                throw new ConflictException("The conversation is being written to; send the message again.");
        }
    }

    private void Tell()
    {
        var told = _change;
        _change = NewChange();
        told.SetResult();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void RequireMessage(string messageId, string text)
    {
        Require("id", messageId, MaxIdCharacters);
        Require("text", text, MaxTextCharacters);
    }

    private static void Require(string field, string value, int most)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new InvalidRequestException(field, "must not be empty.");
        if (value.Length > most)
            throw new InvalidRequestException(field, $"has {value.Length} characters; the limit is {most}.");
        NullCharacter.Refuse(field, value);
    }
}
