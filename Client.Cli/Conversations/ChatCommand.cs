using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Conversations;

/// <summary>Talks with an agent and shows its replies as they come.</summary>
internal sealed class ChatCommand : ICommandModule
{
    public Command Build()
    {
        var agent = AgentArgument.Create();
        var message = new Option<string?>("--message", "-m")
        {
            Description = "Send this message, show the reply and exit",
            HelpName = "text",
        };
        var session = SessionOptions.Session();
        var from = SessionOptions.From();
        return new ClientCommand(
            "chat", "Chat with an agent; each line typed or piped in is a message. Ctrl-C stops a reply, Ctrl-D exits")
            {
                agent, message, session, from,
            }
            .Does(async run =>
            {
                await using var conversation = new Conversation(
                    run.Gateway, run.Get(agent), run.Get(session) ?? Guid.CreateVersion7().ToString(), run.Get(from));
                await conversation.Open(run.Cancellation);
                if (run.Get(message) is { } text)
                    await conversation.Say(text, ViewOf(run, speaker: null), run.Cancellation);
                else if (run.Output.IsInteractive)
                    await Talk(run, conversation, run.Get(agent));
                else
                    await SayEachLine(run, conversation);
            })
            .WithExamples(
                "sanctum chat ada",
                "sanctum chat ada --session first --from bob",
                "sanctum chat ada -m \"What is 6 * 7?\"",
                "sanctum chat ada -m \"What is 6 * 7?\" --json | jq -r 'select(.event == \"reply.delta\").data.text'");
    }

    private static ITurnView ViewOf(CommandRun run, string? speaker) =>
        run.Output.IsJson ? new TurnLines(run.Output) : new TurnText(run.Output, speaker);

    private static async Task SayEachLine(CommandRun run, Conversation conversation)
    {
        while (await run.Output.ReadLine(run.Cancellation) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                await conversation.Say(line, ViewOf(run, speaker: null), run.Cancellation);
        }
    }

    private static async Task Talk(CommandRun run, Conversation conversation, string agent)
    {
        run.Output.Note($"Session {conversation.Session}. Ctrl-C stops a reply, Ctrl-D exits.");
        while (true)
        {
            run.Output.Prompt("you> ", Color.Blue);
            if (await run.Output.ReadLine(run.Cancellation) is not { } line)
                break;
            if (!string.IsNullOrWhiteSpace(line))
                await SendOrContinue(run, conversation, line, agent);
        }
        run.Output.EndLine();
        run.Output.Note($"Go on with: sanctum chat {agent} --session {conversation.Session}");
    }

    // What goes wrong with one message is no reason to end a conversation.
    private static async Task SendOrContinue(CommandRun run, Conversation conversation, string line, string agent)
    {
        try
        {
            await conversation.Say(line, ViewOf(run, agent), run.Cancellation);
        }
        catch (ProblemException e)
        {
            run.Output.EndLine();
            run.Output.Fail(e);
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            run.Output.EndLine();
            run.Output.Note("  Stopped.");
            run.Interruption.Renew();
        }
    }
}
