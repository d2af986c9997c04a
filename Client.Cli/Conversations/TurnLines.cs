using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Conversations;

/// <summary>A turn as lines of JSON: its events, then the answer.</summary>
internal sealed class TurnLines(Output output) : ITurnView
{
    private const string Answered = "message.answered";

    public void Show(SessionEvent happened) => output.Json(happened.ToLine());

    public void Finish(Answer<SentShape> answer) => output.Json(new SessionEvent(Answered, answer.Json).ToLine());
}
