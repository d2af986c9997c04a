using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>
/// What an agent notes with its items; the column <c>notes</c>. One writer per agent, who asks before each write.
/// </summary>
internal sealed class ItemNotes(WriteBatcher writes, Database reads)
{
    private const int MaxNotes = 20;
    private const int MaxCharacters = 4_000;

    /// <summary>Adds a note to the item whose turn makes a call, once per call.</summary>
    /// <returns>The item's notes, a line each.</returns>
    /// <exception cref="NotFoundException">No turn of the agent makes that call.</exception>
    /// <exception cref="InvalidRequestException">There would be more than a limit allows.</exception>
    public async Task<string> Add(GrainKey queue, string callId, string note, CancellationToken ct)
    {
        var kept = await Find(queue, callId, ct) ?? throw new NotFoundException("notification of call", callId);
        if (kept.HasCall)
            return kept.Text;
        if (kept.Count >= MaxNotes)
            throw new InvalidRequestException("note", $"would exceed the limit of {MaxNotes} notes per notification.");
        var text = kept.Count == 0 ? note : $"{kept.Text}\n{note}";
        if (text.Length > MaxCharacters)
            throw new InvalidRequestException(
                "note", $"would make the notes {text.Length} characters long; the limit is {MaxCharacters}.");
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                update queue_item set
                    notes = coalesce(notes, '[]') || jsonb_build_array(jsonb_build_object('call', $2::text, 'note', $3::text))
                where id = $1
                """,
                Uuid(kept.ItemId), Text(callId), Text(StorableText.Of(note))),
            ct);
        return text;
    }

    private Task<KeptNotes?> Find(GrainKey queue, string callId, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            """
            select q.id, coalesce(jsonb_array_length(q.notes), 0),
                   coalesce((select string_agg(entry ->> 'note', chr(10) order by place)
                             from jsonb_array_elements(q.notes) with ordinality as noted (entry, place)), ''),
                   coalesce(q.notes @> jsonb_build_array(jsonb_build_object('call', $3::text)), false)
            from tool_run r join queue_item q on q.id = r.turn_id
            where r.call_id = $3 and q.tenant = $1 and q.agent = $2
            """,
            Text(queue.Tenant), Text(queue.Name), Text(callId)),
        row => new KeptNotes(row.GetGuid(0), row.GetInt32(1), row.GetString(2), row.GetBoolean(3)),
        ct);

    private sealed record KeptNotes(Guid ItemId, int Count, string Text, bool HasCall);
}
