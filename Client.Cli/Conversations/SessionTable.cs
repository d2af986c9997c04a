using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Conversations;

/// <summary>Sessions, a row each.</summary>
internal static class SessionTable
{
    private const int MaxOfTitle = 48;

    public static Table Of(IEnumerable<SessionSummaryShape> sessions)
    {
        var table = Listing.Of("SESSION", "AGENT", "STATUS", "ENTRIES", "ACTIVE", "STARTED", "WHERE", "WITH", "TITLE");
        foreach (var session in sessions)
        {
            table.Row(
                session.Id, session.AgentId, Listing.State(session.Status), session.LastSeq, Age.Of(session.LastActivityAt),
                Age.Of(session.StartedAt),
                session.Account.Length == 0 ? session.Platform : $"{session.Platform}/{session.Account}", session.From,
                Printable.Line(session.Title, MaxOfTitle));
        }
        return table;
    }
}
