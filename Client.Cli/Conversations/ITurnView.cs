using Sanctum.Connection;

namespace Sanctum.Conversations;

/// <summary>Shows one turn after the other.</summary>
internal interface ITurnView
{
    /// <summary>Something happened in the turn.</summary>
    void Show(SessionEvent happened);

    /// <summary>The turn is over; this is how.</summary>
    void Finish(Answer<SentShape> answer);
}
