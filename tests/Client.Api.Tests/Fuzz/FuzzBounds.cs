namespace Sanctum.Tests.Fuzz;

/// <summary>
/// What the fuzzed system may hold: memory that does not grow with the requests, and rows for what was accepted, no others.
/// </summary>
internal sealed class FuzzBounds(FuzzRun run)
{
    /// <summary>By how much the second half may let the heap grow: caches are full after the first.</summary>
    private const double MaxHeapGrowth = 1.25;

    private const long MaxHeapBytes = 256 * 1024 * 1024;

    /// <summary>About ten statuses and methods of each route; no label comes from a request.</summary>
    private const int MaxSeries = 2_000;

    private const double MaxSeriesGrowth = 1.25;

    /// <summary>Rows that are there without any request, or are bounded by the names that the fuzzer gives.</summary>
    private const int OwnRows = 500;

    private const int MaxMessagesOfDelivery = 2;
    private const int MaxBlocks = 3;

    // Labels that requests write, and blocks that agents have.
    private const int MaxProposals = 12;

    // Attached or detached by one request: those of a day, a month and a year, and of two at midnight.
    private const int MaxTemporal = 6;
    private const int MaxPassagesOfBatch = 3;
    private const int MaxErasedKinds = 40;

    /// <summary>What is beyond its bound; empty where nothing is.</summary>
    public IEnumerable<string> Check(FuzzLevel half, FuzzLevel whole)
    {
        if (whole.HeapBytes > Math.Min(MaxHeapBytes, half.HeapBytes * MaxHeapGrowth))
            yield return $"The heap grew from {half.HeapBytes} bytes after half of the requests to {whole.HeapBytes}.";
        if (whole.Series > Math.Min(MaxSeries, half.Series * MaxSeriesGrowth))
            yield return $"The metrics grew from {half.Series} series after half of the requests to {whole.Series}.";
        foreach (var (table, rows) in whole.Rows)
        {
            if (rows > MaxRows(table))
                yield return $"The table {table} has {rows} rows; what was accepted makes at most {MaxRows(table)}.";
        }
    }

    private long MaxRows(string table) => OwnRows + (table switch
    {
        "queue_item" or "session_activity" or "session_person" or "platform_notification" or "queue_tally" => Messages,
        // A message and its reply; a failed one may be tried again.
        "transcript_entry" or "transcript_embedding" => 2 * Messages,
        "transcript_recall" => Accepted("GET /v1/agents/{id}/recall"),
        "outbox" or "sandbox_post" => Messages + Accepted("POST /v1/platforms/{platform}/accounts/{account}/posts"),
        "webchat_message" => 2 * (Said + BridgeCalls),
        "webchat_visitor" or "platform_user" or "platform_profile" =>
            Accepted("PUT /v1/webchat/{account}/visitor") + BridgeCalls + Deliveries,
        // A person who is not there is no row.
        "profile_cache" => Accepted("GET /v1/platforms/{platform}/accounts/{account}/profiles/{person}")
            + Accepted("POST /v1/tools/{tool}/runs"),
        "tool_request" => Accepted("POST /v1/tools/{tool}/runs"),
        "memory_entry" or "memory_wal" or "memory_block" => Edits + Letters,
        "memory_replica" or "memory_replica_position" => Edits,
        "memory_shared_block" or "memory_shared_version" or "memory_shared_edit" => SharedEdits,
        "memory_passage" or "memory_embedding" => Accepted("POST /v1/agents/{id}/passages")
            + (MaxPassagesOfBatch * Accepted("POST /v1/agents/{id}/passages/batch"))
            + Accepted("POST /v1/agents/{id}/passages/imports"),
        "memory_import" or "memory_import_content" => Accepted("POST /v1/agents/{id}/passages/imports"),
        "consolidation_run" => Accepted("POST /v1/agents/{id}/consolidations"),
        "consolidation_proposal" => MaxProposals * Accepted("POST /v1/agents/{id}/consolidations"),
        "agent_export" or "agent_export_content" => Accepted("POST /v1/agents/{id}/exports"),
        "person_erasure" => Accepted("POST /v1/erasures"),
        // All that was found of everybody, and the kinds of it.
        "person_trace" => Accepted("POST /v1/erasures") * (3 * (Messages + Edits) + 10),
        "person_trace_count" => Accepted("POST /v1/erasures") * MaxErasedKinds,
        "memory_session" or "memory_session_value" => Accepted("POST /api/memory/save")
            + Accepted("POST /api/memory/transactions"),
        "memory_transaction" => Accepted("POST /api/memory/transactions"),
        "memory_transaction_step" => Accepted("POST /api/memory/transactions/{transaction}/load")
            + Sent("POST /api/memory/transactions/{transaction}/load")
            + Accepted("POST /api/memory/transactions/{transaction}/save")
            + Accepted("POST /api/memory/transactions/{transaction}/delete"),
        "memory_backup" => Accepted("POST /api/memory/backup"),
        "dead_letter" => Letters,
        // Every agent, session and account, and what is known of it.
        "grain_state" => Messages + Accepted("POST /v1/agents") + Accepted("POST /v1/agents/imports")
            + Accepted("PUT /v1/sessions/{id}"),
        "refresh_token" => Accepted("POST /api/users/login") + Accepted("POST /api/users/login/totp")
            + Accepted("POST /api/users/login/passkey")
            + Accepted("POST /api/users/machine-token")
            + Accepted("POST /api/users/sign-in-links/exchange"),
        "oauth_client" => Accepted("POST /v1/oauth/clients") + Accepted("POST /oauth/register"),
        "api_keys" => Accepted("POST /v1/keys"),
        "policy_document" => Accepted("PUT /v1/policies/{name}") + Accepted("POST /v1/policies/{name}/rollback")
            + Accepted("DELETE /v1/policies/{name}"),
        "configuration_version" => Accepted("PUT /v1/admin/config") + Accepted("POST /v1/admin/config/rollback"),
        "feature_flag" => Accepted("PUT /v1/flags/{flag}"),
        "ui_settings" => Accepted("PUT /v1/settings/ui"),
        "users" or "user_roles" => Accepted("POST /api/users") + Accepted("POST /api/users/register"),
        // A command is one row, refused or not, and so is the run of a tool.
        "audit_entry" => run.Commands + Accepted("POST /v1/tools/{tool}/runs"),
        _ => 0,
    });

    private long Said => Accepted("POST /v1/webchat/{account}/conversations/{id}/messages");

    // Messages of visitors, and what an administrator did.
    private long BridgeCalls => Accepted("POST /api/v1");

    private long Deliveries => MaxMessagesOfDelivery * Accepted("POST /v1/platforms/{platform}/accounts/{account}/webhook");

    // A chat completion that takes too long has left its message.
    private long Messages =>
        Accepted("POST /v1/agents/{id}/messages") + Sent("POST /v1/chat/completions") + Said + BridgeCalls + Deliveries;

    private long Edits => Accepted("PUT /v1/agents/{id}/memory/{label}") + Accepted("DELETE /v1/agents/{id}/memory/{label}")
        + Accepted("POST /v1/agents/{id}/memory/{label}/undo") + Accepted("POST /v1/agents/{id}/memory/{label}/restore")
        + Accepted("POST /v1/agents/{id}/consolidations/{run}/proposals/{label}/accept")
        + (MaxTemporal * Accepted("POST /v1/agents/{id}/temporal-blocks/attach"))
        + (MaxTemporal * Accepted("POST /v1/agents/{id}/temporal-blocks/detach"))
        + (MaxBlocks * (Accepted("POST /v1/agents") + Accepted("PATCH /v1/agents/{id}")));

    private long SharedEdits => Accepted("PUT /v1/memory/blocks/{label}") + Accepted("DELETE /v1/memory/blocks/{label}")
        + Accepted("POST /v1/memory/blocks/{label}/append") + Accepted("POST /v1/memory/blocks/{label}/undo")
        + Accepted("POST /v1/memory/blocks/{label}/restore");

    private long Letters => FuzzedSystem.LettersAtOnce * run.Spoilings;

    private long Accepted(string route) => run.Tallies.TryGetValue(route, out var tally) ? tally.Accepted : 0;

    private long Sent(string route) => run.Tallies.TryGetValue(route, out var tally) ? tally.Sent : 0;
}
