namespace Sanctum.Tools;

/// <summary>
/// Changes of <c>tool_run</c> that a turn makes in one statement with its entry: members of a <c>with</c>, behind a member
/// <c>fence</c> that has a row (tenant, session_id) while the turn's lease is held.
/// </summary>
internal static class RunStatements
{
    /// <summary>Writes a turn's calls. Parameters: $1 turn, $19 agent, $20 ids of the calls, $21 their tools.</summary>
    public const string Insert =
        """
        insert into tool_run (call_id, tenant, session_id, turn_id, agent, tool)
        select call.id, fence.tenant, fence.session_id, $1, $19, call.tool
        from fence, unnest($20::text[], $21::text[]) as call (id, tool)
        """;

    /// <summary>Marks a call as started, once. Parameters: $1 turn, $4 call.</summary>
    public const string Start =
        """
        update tool_run set status = 'started', started_at = now()
        where call_id = $4 and turn_id = $1 and started_at is null and finished_at is null and exists (select from fence)
        returning call_id
        """;

    /// <summary>Ends a call. Parameters: $10 call, $11 status, $19 duration in milliseconds.</summary>
    public const string End =
        """
        update tool_run set status = $11, finished_at = now(), duration_ms = $19, started_at = coalesce(started_at, now())
        where call_id = $10 and exists (select from fence)
        """;

    /// <summary>Ends the open calls of turns that are closed; <c>closing</c> has the columns call and outcome.</summary>
    public const string Close =
        """
        update tool_run set status = outcome, finished_at = now(), started_at = coalesce(started_at, now())
        from closing where call_id = call and finished_at is null
        """;
}
