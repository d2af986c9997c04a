using Npgsql;
using Sanctum.Queues;
using Sanctum.Testing;

namespace Sanctum.Audit;

[Collection(HostSuite.Name)]
public sealed class AuditChainTests(SanctumHost host)
{
    private readonly string _tenant = $"t-{Guid.NewGuid():N}";

    private IAuditGrain Log => host.Grains.GetGrain<IAuditGrain>($"{_tenant}/audit");

    [Fact]
    public async Task Entries_are_sealed_after_they_are_written_in_one_chain_without_gaps()
    {
        await WriteSealed(5);

        var entries = await Log.List(new AuditQuery(null, null, null, null, null, null, OldestFirst: true, Limit: 10));
        var check = await Log.Check(after: null);

        Assert.Equal([1L, 2, 3, 4, 5], entries.Select(entry => entry.Seal!.Seq));
        Assert.Equal(AuditHash.Zero, entries[0].Seal!.Previous);
        Assert.Equal(
            entries.SkipLast(1).Select(entry => entry.Seal!.Hash), entries.Skip(1).Select(entry => entry.Seal!.Previous));
        Assert.Equal((5, 0L, null, true), (check.Checked, check.Unsealed, check.Break, check.IsComplete));
        Assert.Equal(new AuditPosition(5, entries[4].Seal!.Hash), check.Last);
    }

    [Fact]
    public async Task A_log_without_entries_is_intact()
    {
        var check = await Log.Check(after: null);

        Assert.Equal((0, null, null, true), (check.Checked, check.Last, check.Break, check.IsComplete));
    }

    [Theory]
    [InlineData("update audit_entry set actor = 'operator/nobody' where {0} and chain_seq = 3", AuditBreakKind.Content, 3)]
    [InlineData("update audit_entry set details = '{{}}' where {0} and chain_seq = 3", AuditBreakKind.Content, 3)]
    [InlineData(
        "update audit_entry set occurred_at = occurred_at + interval '1 microsecond' where {0} and chain_seq = 1",
        AuditBreakKind.Content, 1)]
    [InlineData("update audit_entry set from_address = null where {0} and chain_seq = 5", AuditBreakKind.Content, 5)]
    [InlineData("update audit_entry set hash = sha256('x') where {0} and chain_seq = 2", AuditBreakKind.Content, 2)]
    [InlineData("delete from audit_entry where {0} and chain_seq = 3", AuditBreakKind.Gap, 3)]
    [InlineData("delete from audit_entry where {0} and chain_seq = 1", AuditBreakKind.Gap, 1)]
    [InlineData("delete from audit_entry where {0} and chain_seq > 3", AuditBreakKind.Head, 4)]
    [InlineData("delete from audit_entry where {0}", AuditBreakKind.Head, 1)]
    [InlineData("delete from audit_chain where {0}", AuditBreakKind.Head, 5)]
    [InlineData("update audit_chain set head_seq = 4 where {0}", AuditBreakKind.Head, 5)]
    [InlineData("update audit_chain set head_hash = sha256('x') where {0}", AuditBreakKind.Head, 5)]
    [InlineData("""update audit_chain set anchor_seq = 2, anchor_hash = (select hash from audit_entry where {0} and chain_seq = 2) where {0}""", AuditBreakKind.Anchor, 1)]
    [InlineData(
        "delete from audit_entry where {0} and chain_seq <= 2; update audit_chain set anchor_seq = 2 where {0}",
        AuditBreakKind.Link, 3)]
    [InlineData("""update audit_entry set chain_seq = null, previous_hash = null, hash = null, actor = 'operator/nobody' where {0} and chain_seq = 3""", AuditBreakKind.Gap, 3)]
    public async Task What_a_superuser_changes_is_found(string sql, AuditBreakKind kind, long seq)
    {
        await WriteSealed(5);

        await Tamper(sql);

        var found = (await Log.Check(after: null)).Break;
        Assert.Equal((kind, seq), (found?.Kind, found?.Seq));
    }

    [Theory]
    [InlineData("chain_seq = given.chain_seq", AuditBreakKind.Link)]
    [InlineData("chain_seq = given.chain_seq, previous_hash = given.previous_hash, hash = given.hash", AuditBreakKind.Content)]
    public async Task Two_entries_that_changed_places_are_found(string change, AuditBreakKind kind)
    {
        await WriteSealed(5);

        await Tamper(
            $$"""
            create temporary table given on commit drop as
                select id, case chain_seq when 3 then 4 else 3 end as place from audit_entry where {0} and chain_seq in (3, 4);
            create temporary table places on commit drop as select * from audit_entry where {0} and chain_seq in (3, 4);
            update audit_entry set chain_seq = chain_seq + 1000 where {0} and chain_seq in (3, 4);
            update audit_entry entry set {{change}}
            from given swapped join places given on given.chain_seq = swapped.place where entry.id = swapped.id and entry.tenant = given.tenant
            """);

        var found = (await Log.Check(after: null)).Break;
        Assert.Equal((kind, 3L), (found?.Kind, found?.Seq));
    }

    [Fact]
    public async Task A_chain_that_was_computed_anew_is_told_by_a_head_that_was_kept()
    {
        await WriteSealed(3);
        var kept = (await Log.Check(after: null)).Last!;
        await Tamper("update audit_entry set actor = 'operator/nobody' where {0} and chain_seq = 2");
        await Tamper(
            "update audit_entry set chain_seq = null, previous_hash = null, hash = null where {0}; " +
            "delete from audit_chain where {0}");
        await Seal();

        var check = await Log.Check(after: null);

        Assert.Equal((3, null), (check.Checked, check.Break));
        Assert.Equal(AuditPlace.Missing, await Log.Locate(kept));
        Assert.Equal(AuditPlace.Found, await Log.Locate(check.Last!));
        Assert.Equal(AuditPlace.Missing, await Log.Locate(check.Last! with { Seq = 4 }));
    }

    [Theory]
    [InlineData("update audit_entry set hash = sha256('x') where {0} and chain_seq = 1")]
    [InlineData("update audit_entry set chain_seq = 7 where {0} and chain_seq = 1")]
    [InlineData("update audit_entry set chain_seq = null, previous_hash = null, hash = null where {0}")]
    [InlineData("""insert into audit_entry select tenant, gen_random_uuid(), occurred_at, actor, action, object, result, details, from_address, trace_id, 7, hash, hash from audit_entry where {0} and chain_seq = 1""")]
    [InlineData("update audit_chain set head_seq = 0 where {0}")]
    [InlineData("update audit_chain set head_hash = sha256('x') where {0}")]
    [InlineData("delete from audit_chain where {0}")]
    [InlineData("truncate audit_chain")]
    [InlineData("delete from audit_entry where {0}")]
    public async Task The_database_keeps_the_chain_as_it_is(string sql)
    {
        await WriteSealed(2);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => host.Execute(Of(sql)));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
        Assert.Equal((2, null), ((await Log.Check(after: null)).Checked, (await Log.Check(after: null)).Break));
    }

    [Fact]
    public async Task Sealing_changes_nothing_else_of_an_entry()
    {
        await Insert("now()");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => host.Execute(Of(
            """
            update audit_entry set chain_seq = 1, previous_hash = sha256('x'), hash = sha256('x'), actor = 'operator/nobody'
            where {0}
            """)));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Fact]
    public async Task Writers_and_sealers_at_the_same_time_make_one_chain()
    {
        const int Writers = 8, Each = 60;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var i = 0; i < Each; i++)
                await Write();
        }));
        var sealing = Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!writing.IsCompleted)
                await host.Part<AuditSealing>().SealNext(_tenant, CancellationToken.None);
        }));
        await Task.WhenAll(writing, sealing);
        await Seal();

        var check = await Log.Check(after: null);

        Assert.Equal((Writers * Each, null, 0L), (check.Checked, check.Break, check.Unsealed));
        Assert.Equal(Writers * Each, check.Last!.Seq);
    }

    [Fact]
    public async Task A_sealer_whose_head_is_old_changes_nothing()
    {
        var chain = host.Part<AuditChainStore>();
        await WriteSealed(2);
        await Insert("now()");
        var entry = Assert.Single(await chain.ListUnsealed(_tenant, 10, CancellationToken.None));
        var hash = AuditHash.Of(_tenant, entry, 1, AuditHash.Zero);

        var isSealed = await chain.Seal(
            _tenant, ChainHead.Beginning, [new SealedEntry(entry.Id, new AuditSeal(1, AuditHash.Zero, hash))],
            CancellationToken.None);

        Assert.False(isSealed);
        Assert.Single(await chain.ListUnsealed(_tenant, 10, CancellationToken.None));
    }

    [Fact]
    public async Task An_entry_that_is_gone_is_not_sealed_and_the_head_stays()
    {
        var chain = host.Part<AuditChainStore>();
        await WriteSealed(2);
        var head = await chain.FindHead(_tenant, CancellationToken.None);
        var hash = AuditHash.Zero;

        await Assert.ThrowsAsync<PostgresException>(() => chain.Seal(
            _tenant, head, [new SealedEntry(Guid.CreateVersion7(), new AuditSeal(3, head.Hash, hash))], CancellationToken.None));

        Assert.Equal(head, await chain.FindHead(_tenant, CancellationToken.None));
    }

    [Fact]
    public async Task Entries_of_an_older_build_and_from_before_the_chain_are_found_and_sealed_in_order()
    {
        await Insert("now() - interval '400 days'");
        await Insert("now() - interval '300 days'");

        await host.Grains.GetGrain<ILifelineGrain>("default/lifeline").Sweep();
        await UntilSealed();

        var check = await Log.Check(after: null);
        Assert.Equal((2, null), (check.Checked, check.Break));
        Assert.Equal(1, await host.Count(Of(
            "select count(*) from audit_entry where {0} and chain_seq = 2 and occurred_at > now() - interval '301 days'")));
    }

    [Fact]
    public async Task A_long_chain_is_sealed_in_batches_and_checked_in_parts()
    {
        const int Entries = (2 * AuditCheck.MaxEntries) + 1;
        await host.Execute(Of(
            $"insert into audit_entry (tenant, id, occurred_at, actor, action, object, result, details) " +
            $"select '{_tenant}', gen_random_uuid(), now(), 'operator/test', 'test', 'any/' || n, 'ok', '{{{{}}}}' " +
            $"from generate_series(1, {Entries}) n"));
        await Seal();

        var checks = new List<AuditCheck> { await Log.Check(after: null) };
        while (!checks[^1].IsComplete)
            checks.Add(await Log.Check(checks[^1].Last));

        Assert.Equal([1_000, 1_000, 1], checks.Select(check => check.Checked));
        Assert.All(checks, check => Assert.Null(check.Break));
        await Tamper($"update audit_entry set object = 'any/any' where {{0}} and chain_seq = {Entries}");
        Assert.Equal(AuditBreakKind.Content, (await Log.Check(checks[1].Last)).Break?.Kind);
    }

    private Task Write() => Log.Record(
        AuditEntry.At(DateTimeOffset.UtcNow, "operator/test", "test", "any/any", "ok", """{"n": 1}""") with
        {
            Address = "192.0.2.1",
        });

    // As a silo of an older build writes: without what came with the chain.
    private Task Insert(string time) => host.Execute(Of(
        "insert into audit_entry (tenant, id, occurred_at, actor, action, object, result, details) " +
        $"select '{_tenant}', '{Guid.CreateVersion7()}', {time}, 'operator/test', 'test', 'any/any', 'ok', '{{{{}}}}'"));

    private async Task WriteSealed(int entries)
    {
        for (var i = 0; i < entries; i++)
            await Write();
        await UntilSealed();
    }

    private Task UntilSealed() => Eventually.True(
        async () => await host.Count(Of("select count(*) from audit_entry where {0} and chain_seq is null")) == 0);

    private async Task Seal()
    {
        while (await host.Part<AuditSealing>().SealNext(_tenant, CancellationToken.None))
        {
        }
    }

    private async Task Tamper(string sql)
    {
        await using var connection = await host.Rows.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var statement in new[] { "set local session_replication_role = replica", Of(sql) })
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }

    private string Of(string sql) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, $"tenant = '{_tenant}'");
}
