using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Conversations;
using Sanctum.DeadLetters;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Publishing;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Tools;

namespace Sanctum.Storage;

/// <summary>
/// What lists and samplers read with 10,000 agents of which one has 100,000 items: a page's rows, or each row once, and never
/// agents times items.
/// </summary>
public sealed class ReadPlanTests(ReadPlanTests.FullDatabase database) : IClassFixture<ReadPlanTests.FullDatabase>
{
    private const int Agents = 10_000;
    private const int Items = 100_000;
    private const int Page = 50;

    // Each row of a page, and of what is joined to it, is found by an index.
    private const int MaxOfPage = Page * 100;

    // Each agent is looked up in a handful of places, and each item in two.
    private const int MaxOfAll = (Agents * 10) + (Items * 3);

    private static readonly GrainKey Busy = GrainKey.InDefaultTenant("busy");

    public static TheoryData<string, int> Reads() => new()
    {
        { "sampler of queues", MaxOfAll },
        { "sampler of outboxes", MaxOfAll },
        { "sampler of memories", MaxOfAll },
        { "sampler of dead letters", MaxOfAll },
        { "lifeline: queues", MaxOfAll },
        { "lifeline: leases", MaxOfPage },
        { "lifeline: outboxes", MaxOfAll },
        { "lifeline: tool runs", MaxOfPage },
        { "lifeline: memories", MaxOfAll },
        { "all queues", MaxOfAll },
        { "one queue", Items * 3 },
        { "statistics of a queue", Items * 3 },
        { "window of a queue", Items * 3 },
        { "agents", MaxOfPage },
        { "agents from the middle", MaxOfPage },
        { "agent that needs a provider", MaxOfPage },
        { "items", MaxOfPage },
        { "items of an author", MaxOfPage },
        { "authors", Items * 3 },
        { "failures", MaxOfPage * 4 },
        { "sessions", MaxOfPage },
        { "sessions of an agent", MaxOfPage },
        { "posts", Items * 2 },
        { "posts that wait", Items * 2 },
        { "dead letters", MaxOfPage },
        { "memory log", MaxOfPage },
        { "memory replica", MaxOfPage },
        { "audit log", MaxOfPage },
        { "audit log by object", MaxOfPage },
        { "audit log by result", MaxOfPage },
        { "audit log by address", MaxOfPage },
        { "audit chain", MaxOfPage },
        { "lifeline: audit log", MaxOfPage },
        { "sampler of the audit log", MaxOfAll },
    };

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_read_looks_at_no_more_rows_than_it_needs(string read, int most)
    {
        var rows = await database.RowsReadBy(reads => Run(read, reads));

        Assert.InRange(rows, 0, most);
    }

    [Fact]
    public async Task The_tally_looks_at_each_item_once()
    {
        var rows = await database.RowsWrittenBy((writes, reads) =>
            new QueueCounters(writes, reads, Cluster).Tally(GrainKey.DefaultTenant, least: 1, CancellationToken.None));

        Assert.InRange(rows, 0, MaxOfAll);
    }

    private static IOptions<ClusterOptions> Cluster => Options.Create(new ClusterOptions { ServiceId = "default" });

    private static AuditQuery AllEntries => new(null, null, null, null, null, null, OldestFirst: false, Page);

    private static Task Run(string read, Database reads)
    {
        var ct = CancellationToken.None;
        // They write nothing here.
        WriteBatcher writes = null!;
        var figures = new QueueCounters(writes, reads, Cluster);
        var health = new QueueHealthOptions();
        Task Audit(AuditQuery query) =>
            new AuditStore(writes, reads, sealing: null!, TimeProvider.System).List(GrainKey.DefaultTenant, query, ct);
        return read switch
        {
            "sampler of queues" => figures.CountOpen(GrainKey.DefaultTenant, health, ct),
            "sampler of outboxes" => new OutboxCounters(reads).Count(GrainKey.DefaultTenant, new OutboxSelection(), ct),
            "sampler of memories" => new MemoryWalStore(writes, reads).Measure(GrainKey.DefaultTenant, memory: null, ct),
            "sampler of dead letters" => new DeadLetterStore(writes, reads).Count(GrainKey.DefaultTenant, ct),
            "lifeline: queues" => new QueueStore(writes, reads).FindOverdue(TimeSpan.Zero, 1_000, ct),
            "lifeline: leases" => new QueueStore(writes, reads).FindLeasing(1_000, ct),
            "lifeline: outboxes" => new OutboxStore(writes, reads).FindOverdue(TimeSpan.Zero, 1_000, ct),
            "lifeline: tool runs" => new ToolRunStore(writes, reads, sealing: null!).FindOverdue(1_000, ct),
            "lifeline: memories" => new MemoryWalStore(writes, reads).FindOverdue(TimeSpan.Zero, 1_000, ct),
            "all queues" => figures.CountAll(GrainKey.DefaultTenant, health, ct),
            "one queue" => figures.Count(Busy, health, ct),
            "statistics of a queue" => figures.Group(Busy, ct),
            "window of a queue" => figures.CountWindow(Busy, TimeSpan.FromHours(1), ct),
            "agents" => new AgentStore(reads, Cluster).List(GrainKey.DefaultTenant, after: null, Page, includeRetired: false, ct),
            "agents from the middle" => new AgentStore(reads, Cluster).List(
                GrainKey.DefaultTenant, "m05000", Page, includeRetired: false, ct),
            "agent that needs a provider" => new AgentStore(reads, Cluster).FindUserOf(GrainKey.DefaultTenant, "openai", ct),
            "items" => new QueueStore(writes, reads).List(Busy, Enum.GetValues<QueueItemStatus>(), after: null, Page, ct),
            "items of an author" => new QueueStore(writes, reads).ListFrom(
                Busy, "author-7", QueueSelectionRules.FoundByAuthor, after: null, Page, ct),
            "authors" => new QueueStore(writes, reads).CountAuthors(Busy, Page, ct),
            "failures" => new QueueStore(writes, reads).RecentFailures(Busy, Page, ct),
            "sessions" => new SessionListing(reads).List(GrainKey.DefaultTenant, new SessionSelection(), after: null, Page, ct),
            "sessions of an agent" => new SessionListing(reads).List(
                GrainKey.DefaultTenant, new SessionSelection("m05000"), after: null, Page, ct),
            "posts" => new OutboxListing(reads).List(GrainKey.DefaultTenant, new OutboxSelection(), after: null, Page, ct),
            "posts that wait" => new OutboxListing(reads).List(
                GrainKey.DefaultTenant, new OutboxSelection(Status: OutboxStatus.Pending), after: null, Page, ct),
            "dead letters" => new DeadLetterStore(writes, reads).List(GrainKey.DefaultTenant, "memory", after: null, Page, ct),
            "memory log" => new MemoryListing(reads).Changes(Busy, 0, Page, ct),
            "memory replica" => new MemoryListing(reads).Replica(GrainKey.DefaultTenant, agent: null, "", "", Page, ct),
            "audit log" => Audit(AllEntries),
            "audit log by object" => Audit(AllEntries with { TargetPrefix = "agent/m0500" }),
            "audit log by result" => Audit(AllEntries with { Result = AuditResults.Refused }),
            "audit log by address" => Audit(AllEntries with { Address = "192.0.2.7" }),
            "audit chain" => new AuditChainStore(writes, reads).Read(GrainKey.DefaultTenant, Items / 2, Page, ct),
            "lifeline: audit log" => new AuditChainStore(writes, reads).FindUnsealed(1_000, ct),
            "sampler of the audit log" => new AuditChainStore(writes, reads).CountUnsealed(ct),
            _ => throw new ArgumentOutOfRangeException(nameof(read)),
        };
    }

    /// <summary>A database with the rows of a busy product, and one connection that tells how many of them were read.</summary>
    public sealed class FullDatabase : IAsyncLifetime
    {
        private const string Fill =
            """
            insert into grain_state (service_id, state_name, grain_key, payload, version)
            select 'default', 'agent', 'default/' || name, jsonb_build_object('Status', 0, 'Definition', jsonb_build_object('name', name, 'Capabilities', jsonb_build_object('Model', 'local/default'))), 1
            from (select 'busy' union all select 'm' || lpad(n::text, 5, '0') from generate_series(1, 9999) n) agent (name);

            insert into queue_item (id, tenant, agent, notification_id, session_id, platform, account, author, body, occurred_at, status, due_at, enqueued_at, finished_at)
            select ('01970000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'default', case when n <= 5000 then 'm' || lpad(n::text, 5, '0') else 'busy' end,
                   'n-' || n, 's-' || n, 'sandbox', 'a-' || n % 100, 'author-' || n % 5000, 'hello', now(),
                   case when n % 2 = 0 then 'new' else 'done' end, case when n % 2 = 0 then now() - interval '1 hour' end, now() - interval '1 hour',
                   case when n % 2 = 1 then now() - interval '10 minutes' end
            from generate_series(1, 100000) n;

            insert into transcript_entry (tenant, session_id, seq, turn_id, step, role, author, content)
            select tenant, session_id, 1, id, 0, 'user', author, body from queue_item;

            insert into session_activity (tenant, session_id, agent, platform, account, author, started_at, last_at, last_item)
            select tenant, session_id, agent, platform, account, author, enqueued_at, enqueued_at, id from queue_item;

            insert into outbox (id, idempotency_key, tenant, platform, account, session_id, turn_id, body, status, due_at, posted_at)
            select id, 'reply:' || id, tenant, platform, account, session_id, id, body,
                   case status when 'new' then 'pending' else 'posted' end, case status when 'new' then now() - interval '1 hour' end,
                   case status when 'done' then now() end
            from queue_item;

            insert into tool_request (tenant, id, agent, tool, arguments, requested_by, finished_at, status, payload)
            select tenant, id, agent, 'calculate', '{}', 'operator/test', now(), 'ok', '' from queue_item;

            insert into memory_wal (tenant, memory, seq, id, type, schema_version, payload, due_at, published_at, replicated_at)
            select tenant, agent, row_number() over (partition by agent), id, 'memory.block_changed', 1, '{}',
                   case status when 'new' then now() - interval '1 hour' end, now(), now()
            from queue_item;

            insert into memory_replica (tenant, memory, entry, seq, type, schema_version, occurred_at, payload)
            select tenant, memory, 'entry-' || seq, seq, type, schema_version, occurred_at, payload from memory_wal;

            insert into dead_letter (tenant, queue, id, key, event, error, attempts)
            select tenant, 'memory', id, agent, '{}', 'refused', 3 from queue_item;

            insert into audit_entry (tenant, id, occurred_at, actor, action, object, result, details)
            select tenant, id, now(), 'operator/test', 'agent.change', 'agent/' || agent, 'ok', '{}' from queue_item;

            update audit_entry entry set chain_seq = numbered.seq, previous_hash = sha256(''), hash = sha256('')
            from (select id, row_number() over (order by id) as seq from audit_entry where tenant = 'default') numbered
            where entry.tenant = 'default' and entry.id = numbered.id and numbered.seq % 100 <> 0;

            analyze;
            """;

        private const string RowsRead =
            """
            select (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes)::bigint
                 + (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables)::bigint
            """;

        private NpgsqlDataSource _source = null!;
        private string _address = null!;

        public async Task InitializeAsync()
        {
            _address = await (await PostgresServer.Shared).CreateDatabase();
            // One connection, for it alone knows at once what it has read.
            _source = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(_address) { MaxPoolSize = 1, NoResetOnClose = true, CommandTimeout = 60 });
            await new Migrator(_source).Upgrade(CancellationToken.None);
            await using var fill = _source.CreateCommand(Fill);
            await fill.ExecuteNonQueryAsync();
        }

        public async Task DisposeAsync() => await _source.DisposeAsync();

        internal async Task<long> RowsReadBy(Func<Database, Task> read)
        {
            var before = await Count();
            await read(new Database(_source));
            return await Count() - before;
        }

        internal async Task<long> RowsWrittenBy(Func<WriteBatcher, Database, Task> write)
        {
            var before = await Count();
            await using (var source = NpgsqlDataSource.Create(_address))
            {
                using var writes = new WriteBatcher(source, Options.Create(new StorageOptions { Writers = 1 }));
                await writes.StartAsync(CancellationToken.None);
                await write(writes, new Database(source));
                await writes.StopAsync(CancellationToken.None);
            }
            // A connection that ends says what it has read.
            await Eventually.True(async () => await Ask(
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()") == 0);
            return await Count() - before;
        }

        private async Task<long> Count()
        {
            await using (var flush = _source.CreateCommand("select pg_stat_force_next_flush()"))
                await flush.ExecuteNonQueryAsync();
            return await Ask(RowsRead);
        }

        private async Task<long> Ask(string sql)
        {
            await using var command = _source.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
