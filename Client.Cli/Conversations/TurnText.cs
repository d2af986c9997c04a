using System.Text;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Conversations;

/// <summary>A turn for people: the reply word by word, with what its tools do beside it.</summary>
/// <param name="output">Where it is shown.</param>
/// <param name="speaker">Named before its words; null where there is nobody to tell apart.</param>
internal sealed class TurnText(Output output, string? speaker) : ITurnView
{
    private const int MaxOfSubject = 80;
    private const int MaxOfReason = 160;

    private readonly StringBuilder _said = new();
    private bool _isShown;

    public void Show(SessionEvent happened)
    {
        switch (happened.Type)
        {
            case SessionEvent.TurnStarted:
                BreakOff();
                break;
            case SessionEvent.ReplyDelta:
                Say(happened.Read<DeltaShape>().Text);
                break;
            case SessionEvent.EntryAppended:
                Show(happened.Read<EntryShape>());
                break;
            case SessionEvent.ApprovalRequested when happened.Read<ApprovalRequestShape>() is var asked:
                BreakOff();
                output.Note(
                    $"  {Printable.Line(asked.Subject, MaxOfSubject)} waits for approval {asked.ApprovalId}: " +
                    Printable.Line(asked.Reason, MaxOfReason));
                break;
            case SessionEvent.TurnEnded when happened.Read<TurnShape>() is { Status: "new", WaitsForApproval: false } failed:
                BreakOff();
                output.Note($"  The turn failed and is retried: {failed.Error}");
                break;
        }
    }

    public void Finish(Answer<SentShape> answer)
    {
        if (!_isShown && answer.Value.Reply is { } reply)
            Complete(reply.Content);
        if (answer.Value is { Reply: null } or { StopReason: not "end_turn" })
            output.Note($"  The turn ended: {answer.Value.StopReason}");
        _isShown = false;
    }

    private void Show(EntryShape entry)
    {
        if (entry.Role == "tool")
            output.Note(ToolText.Result(entry));
        if (entry.Role != "assistant")
            return;
        Complete(entry.Content);
        foreach (var call in entry.ToolCalls ?? [])
            output.Note(ToolText.Call(call));
        _isShown = entry.StopReason is not null;
    }

    private void Say(string text)
    {
        if (_said.Length == 0 && speaker is not null)
            output.Prompt($"{speaker}> ", Color.Green);
        _said.Append(text);
        output.Text(text);
    }

    /// <summary>The entry has the whole text; of what was said live, the end or a middle may be missing.</summary>
    private void Complete(string content)
    {
        var said = _said.ToString();
        if (!content.StartsWith(said, StringComparison.Ordinal))
        {
            BreakOff();
            said = "";
        }
        if (content.Length > said.Length)
            Say(content[said.Length..]);
        BreakOff();
    }

    private void BreakOff()
    {
        if (_said.Length > 0)
            output.Text(Environment.NewLine);
        _said.Clear();
    }
}
