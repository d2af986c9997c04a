using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Storage;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>The SQL of what was recalled for turns: a column of the message that the turn answers.</summary>
internal sealed class RecalledStore(WriteBatcher writes)
{
    /// <summary>
    /// Keeps what was recalled, unless something is kept already; false if the lease is lost.
    /// </summary>
    public async Task<bool> Keep(LeaseToken lease, ImmutableArray<RecalledPassage> passages, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with {TranscriptStore.Fence}, kept as (
                    update transcript_entry entry set recalled = $3
                    from fence
                    where entry.tenant = fence.tenant and entry.session_id = fence.session_id and entry.turn_id = $1
                        and entry.step = 0 and entry.recalled is null)
                select count(*) from fence
                """,
                Uuid(lease.ItemId), Long(lease.Token), Json(JsonSerializer.Serialize(passages, JsonSerializerOptions.Web))),
            row => row.GetInt64(0),
            ct) == 1;

    /// <summary>What a row keeps.</summary>
    public static ImmutableArray<RecalledPassage> Read(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<ImmutableArray<RecalledPassage>>(json, JsonSerializerOptions.Web);
}
