using System.Text.Json;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Approvals;

/// <summary>What people see of an act that waits, or waited, for a person.</summary>
internal sealed record ApprovalShape(
    string Id, string State, string Action, string Agent, string Subject, string? SessionId, JsonElement Arguments,
    string ArgumentsHash, string Risk, string Reason, string[][] Who, string Then, string RequestedBy,
    DateTimeOffset RequestedAt, DateTimeOffset Deadline, bool? Granted, string? AnsweredBy, DateTimeOffset? AnsweredAt,
    string? Note, DateTimeOffset? UsedAt)
{
    private const int MaxOfReason = 60;

    /// <summary>A line for each.</summary>
    public static Table List(IEnumerable<ApprovalShape> approvals)
    {
        var table = Listing.Of("APPROVAL", "STATE", "RISK", "ACTION", "AGENT", "SUBJECT", "REQUESTED", "DEADLINE", "REASON");
        foreach (var one in approvals)
        {
            table.Row(
                one.Id, Listing.State(one.State), one.Risk, one.Action, one.Agent, one.Subject, Age.Of(one.RequestedAt),
                one.Deadline.ToString("u", null), Printable.Line(one.Reason, MaxOfReason));
        }
        return table;
    }

    /// <summary>All that is known of it.</summary>
    public Table Describe() => Facts.Of(
        ("Approval", Id),
        ("State", Listing.State(State)),
        ("Risk", Risk),
        ("Action", Action),
        ("Subject", Subject),
        ("Agent", Agent),
        ("Session", SessionId),
        ("Because", Reason),
        ("Arguments", Arguments.GetRawText()),
        ("Hash", ArgumentsHash),
        ("Who", string.Join("; and ", Who.Select(group => string.Join(" or ", group)))),
        ("Requested", $"{Age.Of(RequestedAt)}, by {RequestedBy}"),
        ("Deadline", $"{Deadline.ToString("u", null)}, then {Then}"),
        ("Answered", AnsweredAt is { } at ? $"{Age.Of(at)}, by {AnsweredBy ?? "nobody"}" : null),
        ("Note", Note),
        ("Used", UsedAt is { } used ? Age.Of(used) : null));
}
