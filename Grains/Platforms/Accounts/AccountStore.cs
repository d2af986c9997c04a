using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Secrets;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// The SQL of <c>platform_account</c>. A write names the version that it replaces; it changes nothing if another came first.
/// </summary>
internal sealed class AccountStore(WriteBatcher writes, Database reads)
{
    private const string Columns =
        "agent, status, status_reason, settings::text, rules::text, credentials_key, credentials, since, cursor, polled_at, " +
        "failures, " +
        "last_error, last_error_class, version, created_at, updated_at";

    // Of Ingest's statement: $1 tenant, $2 platform, $3 account, $9 the trace of the page.
    private static readonly string QueuedItems = ItemStatements.InsertPage(
        tenant: "$1", agent: "(select agent from moved)", platform: "$2", account: "$3", traceParent: "$9",
        source: "items join noted using (notification_id)");

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The account, or null.</summary>
    public Task<AccountRow?> Find(AccountKey key, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"select {Columns} from platform_account where tenant = $1 and platform = $2 and account = $3",
            Text(key.Tenant), Text(key.Platform), Text(key.Account)),
        Read, ct);

    /// <summary>
    /// Writes a new account, which takes in nothing older than <paramref name="since"/> or, without it, than now; null if there
    /// is one already.
    /// </summary>
    public Task<AccountRow?> Insert(
        AccountKey key, string agent, string settings, string rules, SealedSecret? credentials, DateTimeOffset? since,
        CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into platform_account (tenant, platform, account, agent, settings, rules, credentials_key, credentials, since)
                values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, now()))
                on conflict (tenant, platform, account) do nothing
                returning {Columns}
                """,
                Text(key.Tenant), Text(key.Platform), Text(key.Account), Text(agent), Json(settings), Json(rules), Text(
                    credentials?.KeyId),
                Bytes(credentials?.Bytes), Time(since)),
            Read, ct);

    /// <summary>Writes what an operator can change; null if another writer came first.</summary>
    public Task<AccountRow?> Update(AccountKey key, AccountRow row, CancellationToken ct) => writes.QuerySingleAsync(
        new SqlStatement(
            $"""
            update platform_account
            set agent = $5, status = $6, status_reason = $7, settings = $8, rules = $9, credentials_key = $10, credentials = $11,
                version = version + 1, updated_at = now()
            where tenant = $1 and platform = $2 and account = $3 and version = $4
            returning {Columns}
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account), Long(row.Version), Text(row.Agent), Text(
                ToColumn(row.Status)),
            Text(row.StatusReason), Json(row.Settings), Json(row.Rules), Text(row.Credentials?.KeyId), Bytes(
                row.Credentials?.Bytes)),
        Read, ct);

    /// <summary>Accounts that failed, by platform and name, and why.</summary>
    public Task<ImmutableArray<(string Platform, string Account, string Reason)>> ListFailed(
        string tenant, int limit, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            "select platform, account, coalesce(status_reason, 'It failed.') from platform_account where tenant = $1 and " +
            "status = 'failed' order by platform, account limit $2",
            Text(tenant), Int(limit)),
        row => (row.GetString(0), row.GetString(1), row.GetString(2)), ct);

    /// <summary>Forgets the account and its sessions.</summary>
    public Task Delete(AccountKey key, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            with sessions as (delete from platform_session where tenant = $1 and platform = $2 and account = $3)
            delete from platform_account where tenant = $1 and platform = $2 and account = $3
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account)),
        ct);

    /// <summary>
    /// Moves the cursor and writes what it passed, or does neither: notifications that the account knows already stay as they
    /// are, also where they are an earlier agent's, which may have answered them. Also makes the people known who wrote them, and
    /// pauses the account where one of them was allowed to ask for it.
    /// </summary>
    /// <returns>The account, and how many notifications wait because of it; null if another writer came first.</returns>
    public Task<IngestedPage?> Ingest(
        AccountKey key, long version, string? cursor, Intake intake, string? traceParent, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with moved as (
                    update platform_account
                    set cursor = $5, polled_at = now(), failures = 0, last_error = null, last_error_class = null, version = version + 1,
                        status = case when $8::text is null then status else 'paused' end, status_reason = coalesce($8, status_reason)
                    where tenant = $1 and platform = $2 and account = $3 and version = $4
                    returning {Columns}),
                people as (
                    insert into platform_profile as present
                        (tenant, platform, profile_id, user_id, handle, display_name, is_bot, opted_out, metadata)
                    select $1, $2, p.id, gen_random_uuid(), case when p.has_handle then p.handle else coalesce(known.handle, p.handle) end,
                           p.name, p.is_bot, p.opted_out,
                           jsonb_build_object('session_id', p.session_id, 'uid', p.id, 'source', $2 || '/' || $3)
                    from moved, jsonb_to_recordset($7::jsonb) as p (
                        id text, handle text, has_handle boolean, name text, is_bot boolean, opted_out boolean, session_id text)
                    left join platform_profile as known on known.tenant = $1 and known.platform = $2 and known.profile_id = p.id
                    order by p.id
                    on conflict (tenant, platform, profile_id) do update
                    set handle = excluded.handle,
                        display_name = coalesce(nullif(excluded.display_name, ''), present.display_name), last_seen_at = now(),
                        metadata = present.metadata || excluded.metadata,
                        is_bot = coalesce(excluded.is_bot, present.is_bot), opted_out = coalesce(excluded.opted_out, present.opted_out)
                    returning user_id, xmax = 0 as is_new),
                users as (
                    insert into platform_user (id, tenant) select user_id, $1 from people where is_new),
                items as (
                    select i.* from moved, jsonb_to_recordset($6::jsonb) as i (
                        id uuid, ordinal int, notification_id text, session_id text, author text, body text, priority smallint,
                        occurred_at timestamptz, reply_context jsonb, kind text, author_id text, mentions boolean, status text,
                        stop_reason text, error text, error_class text, traceparent text, command text)),
                noted as (
                    insert into platform_notification
                        (tenant, platform, account, notification_id, session_id, kind, author_id, mentions, occurred_at, decision,
                         decided_at, command)
                    select $1, $2, $3, notification_id, session_id, kind, author_id, mentions, occurred_at, stop_reason,
                           case when stop_reason is not null then now() end, command
                    from items
                    on conflict (tenant, platform, account, notification_id) do nothing
                    returning notification_id),
                queued as (
                    {QueuedItems})
                select moved.*, (select count(*) from queued where status = 'new'), array(select notification_id from noted) from moved
                """,
                Text(key.Tenant), Text(key.Platform), Text(key.Account), Long(version), Text(cursor),
                Json(JsonSerializer.Serialize(intake.Items, SnakeCase)), Json(JsonSerializer.Serialize(intake.People, SnakeCase)),
                Text(intake.PauseReason), Text(traceParent)),
            row => new IngestedPage(Read(row), row.GetInt64(16), row.GetFieldValue<string[]>(17)),
            ct);

    /// <summary>
    /// Notes that a poll failed; with a reason, the account stops until somebody mends it. Null if another writer came first.
    /// </summary>
    public Task<AccountRow?> RecordFailure(
        AccountKey key, long version, ErrorClass errorClass, string error, string? failedFor, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update platform_account
                set failures = failures + 1, last_error = $5, last_error_class = $6, version = version + 1,
                    status = case when $7::text is null then status else 'failed' end, status_reason = coalesce($7, status_reason)
                where tenant = $1 and platform = $2 and account = $3 and version = $4
                returning {Columns}
                """,
                Text(key.Tenant), Text(key.Platform), Text(key.Account), Long(version), Text(error), Text(errorClass.ToColumn()),
                Text(failedFor)),
            Read, ct);

    /// <summary>Lets what waits for the account go at once: it was paused, or its rules were others.</summary>
    public Task ReleaseWaiting(AccountKey key, string agent, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            ItemStatements.MakeAccountDue,
            Text(key.Tenant), Text(agent), Text(key.Platform), Text(key.Account)),
        ct);

    /// <summary>A tenant's accounts on a platform, by name.</summary>
    public Task<ImmutableArray<AccountSummary>> List(
        string tenant, string platform, string? after, int limit, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            """
            select account, agent, status, status_reason, last_error from platform_account
            where tenant = $1 and platform = $2 and account > $3 order by account limit $4
            """,
            Text(tenant), Text(platform), Text(after ?? ""), Int(limit)),
        row => new AccountSummary(
            row.GetString(0), row.GetString(1), ReadStatus(row.GetString(2)), row.TextOrNull(3), row.TextOrNull(4)), ct);

    /// <summary>Names of a tenant's accounts on a platform whose settings have an object of this name.</summary>
    public Task<ImmutableArray<string>> ListWith(
        string tenant, string platform, string setting, int limit, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            """
            select account from platform_account
            where tenant = $1 and platform = $2 and jsonb_typeof(settings -> $3) = 'object' order by account limit $4
            """,
            Text(tenant), Text(platform), Text(setting), Int(limit)),
        row => row.GetString(0), ct);

    /// <summary>
    /// The accounts of an agent on a platform (null: on all), by name, as the turn sees them that calls a tool.
    /// </summary>
    public Task<ImmutableArray<ActingAccount>> ListActing(
        GrainKey agent, string? platform, string callId, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            """
            select a.platform, a.account, turn.account
            from platform_account a
            left join (
                select q.platform, q.account from tool_run r join queue_item q on q.id = r.turn_id
                where r.call_id = $4 and q.tenant = $1) turn on turn.platform = a.platform
            where a.tenant = $1 and a.agent = $2 and ($3::text is null or a.platform = $3)
            order by a.platform, a.account
            """,
            Text(agent.Tenant), Text(agent.Name), Text(platform), Text(callId)),
        row => new ActingAccount(row.GetString(0), row.GetString(1), row.TextOrNull(2)), ct);

    /// <summary>Every account that should be at work.</summary>
    public Task<ImmutableArray<AccountKey>> ListActive(CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            "select tenant, platform, account from platform_account where status = 'active' order by tenant, platform, account"),
        row => new AccountKey(row.GetString(0), row.GetString(1), row.GetString(2)), ct);

    private static AccountRow Read(NpgsqlDataReader row) => new(
        row.GetString(0), ReadStatus(row.GetString(1)), row.TextOrNull(2), row.GetString(3), row.GetString(4),
        row.IsDBNull(6) ? null : new SealedSecret(row.GetString(5), row.GetFieldValue<byte[]>(6)),
        row.Time(7), row.TextOrNull(8), row.TimeOrNull(9), row.GetInt32(10), row.TextOrNull(11),
        row.IsDBNull(12) ? null : Enum.Parse<ErrorClass>(row.GetString(12), ignoreCase: true), row.GetInt64(13), row.Time(14),
        row.Time(15));

    private static AccountStatus ReadStatus(string column) => Enum.Parse<AccountStatus>(column, ignoreCase: true);

    private static string ToColumn(AccountStatus status) => status.ToString().ToLowerInvariant();
}

/// <summary>What storing a page did.</summary>
/// <param name="Account">The account after it.</param>
/// <param name="Waiting">How many notifications wait to be answered because of it.</param>
/// <param name="NewNotifications">Which notifications were not known before, by their queue ids.</param>
internal sealed record IngestedPage(AccountRow Account, long Waiting, string[] NewNotifications);
