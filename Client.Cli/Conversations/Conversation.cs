using Sanctum.Connection;

namespace Sanctum.Conversations;

/// <summary>
/// A session that one talks in. What is shown while an agent speaks is a preview; the answer to the message itself says how the
/// turn ended, so a live view that breaks costs the preview and nothing else.
/// </summary>
internal sealed class Conversation(Gateway gateway, string agent, string session, string? from) : IAsyncDisposable
{
    private const int Answered = 200;
    private const string MaxWait = "120s";

    // How long the last events may lag behind the answer.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(10);
    private LiveEvents? _events;

    public string Session => session;

    /// <summary>Opens the session and its live view, so that no word of the first reply is missed.</summary>
    public async Task Open(CancellationToken cancellationToken)
    {
        var opened = await gateway.Put<SessionShape>(
            Route.To($"v1/sessions/{session}"), new OpenSessionShape(agent), cancellationToken);
        _events = await LiveEvents.Open(gateway, session, opened.Value.LastSeq, cancellationToken);
    }

    /// <summary>Says something and shows the reply as it comes. Cancelling cancels the turn.</summary>
    public async Task Say(string text, ITurnView view, CancellationToken cancellationToken)
    {
        if (_events is null or { HasEnded: true })
        {
            await DisposeAsync();
            await Open(cancellationToken);
        }
        var message = new MessageShape(text, session, from, Guid.CreateVersion7().ToString());
        try
        {
            var accepted = await gateway.Post<SentShape>(Messages, message, cancellationToken);
            var answer = await ShowWhile(
                WaitForAnswer(message, cancellationToken), accepted.Value.ItemId, view, cancellationToken);
            view.Finish(answer);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(CancelPatience);
            await gateway.Post<object>(Route.To($"v1/sessions/{session}/cancel"), null, patience.Token);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_events is not null)
            await _events.DisposeAsync();
    }

    private Route Messages => Route.To($"v1/agents/{agent}/messages");

    // The key makes asking again the same message.
    private async Task<Answer<SentShape>> WaitForAnswer(MessageShape message, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await gateway.Post<SentShape>(Messages.With("wait", MaxWait), message, cancellationToken);
            if (answer.Status == Answered)
                return answer;
        }
    }

    private async Task<Answer<SentShape>> ShowWhile(
        Task<Answer<SentShape>> answering, string turn, ITurnView view, CancellationToken cancellationToken)
    {
        using var showing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var shown = _events!.ShowTurn(turn, view, showing.Token);
        try
        {
            var answer = await answering;
            showing.CancelAfter(Grace);
            return answer;
        }
        catch
        {
            await showing.CancelAsync();
            throw;
        }
        finally
        {
            await shown;
        }
    }
}
