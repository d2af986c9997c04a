using Sanctum.Access;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>Sessions on platforms, over all accounts.</summary>
internal sealed class PlatformSessionEndpoints : IEndpointModule
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);

    public void Map(IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/v1/platforms/sessions").WithTags("Platforms");
        sessions.MapGet("", List)
            .Needs("accounts:read")
            .Produces<PlatformSessionList>()
            .Refuses(400)
            .WithSummary("List the sessions of all accounts in one state, newest first, without their secrets")
            .WithDescription("`state` is active, expired or corrupted (could not be read). Default: active.");
        sessions.MapPost("/clean", Clean)
            .Needs("accounts:write")
            .Produces<CleanedSessions>()
            .Refuses(400)
            .WithSummary("Remove sessions that ended long ago; active sessions stay");
    }

    private static async Task<PlatformSessionList> List(string? state, Guid? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var found = await grains.Platforms().ListSessions(state is null ? SessionState.Active : ParseState(state), after, size);
        return new PlatformSessionList(
            [.. found.Select(SessionResource.From)], found.Length == size ? found[^1].Session.Id : null);
    }

    private static async Task<CleanedSessions> Clean(string? olderThan, IClusterClient grains) =>
        new(await grains.Platforms().CleanSessions(olderThan is null ? null : Durations.Parse("olderThan", olderThan, Longest)));

    private static SessionState ParseState(string text)
    {
        foreach (var state in Enum.GetValues<SessionState>())
        {
            if (state.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return state;
        }
        throw new InvalidRequestException("state", $"'{text}' is none of active, expired, corrupted.");
    }
}

/// <summary>A session, without its secrets.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Account">The account's name in Sanctum.</param>
/// <param name="Id">The session.</param>
/// <param name="State">What it is worth.</param>
/// <param name="Subject">The platform's own id of the account.</param>
/// <param name="IssuedAt">UTC.</param>
/// <param name="ExpiresAt">When the access token ends, where it is known.</param>
/// <param name="EndedAt">When it ended here, or null.</param>
/// <param name="Reason">Why it ended, or null.</param>
internal sealed record SessionResource(
    string Platform,
    string Account,
    Guid Id,
    SessionState State,
    string Subject,
    DateTimeOffset IssuedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? EndedAt,
    string? Reason)
{
    public static SessionResource From(AccountSession found)
    {
        var session = found.Session;
        return new SessionResource(
            found.Platform, found.Account, session.Id, session.State, session.Subject, session.IssuedAt, session.ExpiresAt,
            session.EndedAt, session.Reason);
    }
}

/// <summary>A page of sessions.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record PlatformSessionList(SessionResource[] Items, Guid? Next);

/// <summary>How many sessions were removed.</summary>
internal sealed record CleanedSessions(int Removed);
