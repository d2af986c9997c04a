using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Chat;

/// <summary>One reply in chunks: what is heard live, then whatever of the committed reply was not sent yet.</summary>
internal sealed class ChatStream(
    AgentId agent, QueueReceipt receipt, LiveEvents live, ReplyWaiter replies, SseWriter client, bool includeUsage, bool isJoined,
    GatewayOptions options, TimeProvider clock)
{
    private const string Kind = "chat.completion.chunk";

    private readonly StreamedText _text = new();

    // Of a turn that began before we listened the first words were missed; then the reply is sent whole.
    private bool _hearsAll = !isJoined;
    private readonly long _created = clock.GetUtcNow().ToUnixTimeSeconds();

    public static string IdOf(QueueReceipt receipt) => $"chatcmpl-{receipt.ItemId:N}";

    /// <param name="ending">The caller left, or the gateway stops.</param>
    /// <param name="aborted">The caller left.</param>
    public async Task Run(CancellationToken ending, CancellationToken aborted)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ending);
        await client.Start(ending);
        await Send(new ChatDelta("assistant", ""), null, ending);
        try
        {
            var end = replies.WaitForReply(agent, receipt, options.ChatTimeout, waiting.Token);
            await ForwardUntil(end, ending);
            var reply = await end;
            var rest = _text.Finish(reply.Text);
            await (_text.HasDiverged ? throw BrokenOff() : SendText(rest, ending));
            await Send(new ChatDelta(), FinishReasons.Of(reply.StopReason), ending);
            if (includeUsage)
                await client.Write(Counted([], ChatUsage.Of(reply.Entries)), ending);
            await client.WriteText("[DONE]", ending);
        }
        catch (Exception e) when (e is SanctumException or ProblemException or OrleansException or TimeoutException)
        {
            await client.Write(ChatErrors.From(ProblemMap.From(e)), ending);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            await client.Write(ChatErrors.From(Problem.ShuttingDown()), aborted);
        }
        finally
        {
            await waiting.CancelAsync();
        }
    }

    private async Task ForwardUntil(Task end, CancellationToken cancellationToken)
    {
        Task<bool>? more = null;
        while (!end.IsCompleted)
        {
            more ??= live.Reader.WaitToReadAsync(cancellationToken).AsTask();
            try
            {
                await Task.WhenAny(more, end).WaitAsync(options.Heartbeat, cancellationToken);
            }
            catch (TimeoutException)
            {
                await client.WriteComment("alive", cancellationToken);
                continue;
            }
            if (!more.IsCompleted)
                continue;
            more = null;
            while (live.Reader.TryRead(out var happened))
                await Forward(happened, cancellationToken);
        }
    }

    private Task Forward(SessionEvent? happened, CancellationToken cancellationToken)
    {
        switch (happened)
        {
            case TurnStarted started when started.TurnId == receipt.ItemId:
                _hearsAll = true;
                _text.Restart();
                return Task.CompletedTask;
            case TurnEnded { Status: QueueItemStatus.New } broken when broken.TurnId == receipt.ItemId && _text.IsOpen:
                throw BrokenOff();
            case EntryAppended { Entry: { Role: TranscriptRole.Assistant, ToolCalls.IsEmpty: false } step }
                when step.TurnId == receipt.ItemId:
                _text.EndStep();
                return Task.CompletedTask;
            case ReplyDelta delta when _hearsAll && delta.TurnId == receipt.ItemId:
                var addition = _text.Add(delta.TurnId, delta.Step, delta.Text);
                return _text.HasDiverged ? throw BrokenOff() : SendText(addition, cancellationToken);
            default:
                return Task.CompletedTask;
        }
    }

    // What was sent cannot be taken back, and another text behind it would be neither the one answer nor the other.
    private ProblemException BrokenOff() =>
        new(Problem.NotYet(
            $"The answer was interrupted and is requested again; the reply will be in session '{receipt.SessionId}'."));

    private Task SendText(string text, CancellationToken cancellationToken) =>
        text.Length == 0 ? Task.CompletedTask : Send(new ChatDelta(Content: text), null, cancellationToken);

    private Task Send(ChatDelta delta, string? finishReason, CancellationToken cancellationToken)
    {
        ChatChunkChoice[] choices = [new(0, delta, finishReason)];
        return includeUsage
            ? client.Write(Counted(choices, usage: null), cancellationToken)
            : client.Write(new ChatChunk(IdOf(receipt), Kind, _created, agent.Value, choices), cancellationToken);
    }

    private CountedChunk Counted(ChatChunkChoice[] choices, ChatUsage? usage) =>
        new(IdOf(receipt), Kind, _created, agent.Value, choices, usage);
}
