using Sanctum.Traces;

namespace Sanctum.Platforms;

/// <summary>Erases the texts of posts on the sandbox, which are rows of this installation.</summary>
internal sealed class PostedCopies : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["sandbox_post"];

    public TraceOrder Order => TraceOrder.Turns;

    public Task Erase(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "sandbox posts",
        $"""
        update sandbox_post s set body = '{PersonTraces.Erased}', reply_context = null,
            session_id = case when s.session_id in {PersonTraces.OwnSessions} then '{PersonTraces.Erased}' else s.session_id end
        where s.tenant = $1 and s.idempotency_key in {PersonTraces.Ids("post")} and s.body <> '{PersonTraces.Erased}'
        """,
        ct);
}
