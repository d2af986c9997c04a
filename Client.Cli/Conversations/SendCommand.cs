using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Conversations;

/// <summary>Sends one message: done once it is a row, or, for those who wait, once there is a reply.</summary>
internal sealed class SendCommand : ICommandModule
{
    private const int Accepted = 202;

    public Command Build()
    {
        var agent = AgentArgument.Create();
        var text = new Argument<string>("text") { Description = "The text; '-' reads standard input" };
        var session = SessionOptions.Session();
        var from = SessionOptions.From();
        var key = new Option<string?>("--key")
        {
            Description = "Idempotency key; repeating it does not send the message again",
            HelpName = "key",
        };
        var priority = new Option<string?>("--priority")
        {
            Description = "normal or high; the conversation of a high message is taken before others",
            HelpName = "priority",
        }
            .AcceptOnlyFromAmong("normal", "high");
        var wait = new Option<string?>("--wait")
        {
            Description = "How long to wait for the reply, such as 30s; at most 120s",
            HelpName = "time",
        };
        return new ClientCommand("send", "Send a message to an agent") { agent, text, session, from, key, priority, wait }
            .Does(async run =>
            {
                var message = new MessageShape(
                    Document.TextOf(run.Get(text)), run.Get(session), run.Get(from), run.Get(key), run.Get(priority));
                var patience = run.Get(wait);
                var sent = await run.Gateway.Post<SentShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/messages").With("wait", patience), message, run.Cancellation);
                if (patience is not null && sent.Status == Accepted)
                    throw NotYet(sent.Value, patience);
                Show(run.Output, sent);
            })
            .WithExamples(
                "sanctum send ada \"Remember that Bob likes tea\" --session first",
                "sanctum send ada \"What does Bob like?\" --session first --wait 30s",
                "sanctum send ada - --key letter-17 < letter.txt");
    }

    private static void Show(Output output, Answer<SentShape> sent)
    {
        if (output.IsJson)
            output.Json(sent.Json);
        else if (sent.Value.Reply is { } reply)
            output.Text(reply.Content + Environment.NewLine);
        else if (sent.Status == Accepted)
            ShowReceipt(output, sent.Value);
        else
            output.Note($"The agent gave no reply ({sent.Value.StopReason}).");
    }

    private static void ShowReceipt(Output output, SentShape receipt) => output.Write(Facts.Of(
        (receipt.IsDuplicate ? "Was there" : "Accepted", receipt.ItemId),
        ("Session", receipt.SessionId),
        ("Follow it", $"sanctum transcript {receipt.SessionId} --follow")));

    private static ProblemException NotYet(SentShape receipt, string patience) => ProblemException.Local(
        Problem.NoReplyCode, $"No reply within {patience}",
        $"The message is kept and will be answered: sanctum transcript {receipt.SessionId} --follow");
}
