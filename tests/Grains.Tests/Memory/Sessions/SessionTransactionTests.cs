using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Retention;
using Sanctum.Testing;

namespace Sanctum.Memory;

/// <summary>Transactions of session memory: all keys or none.</summary>
[Collection(HostSuite.Name)]
public sealed class SessionTransactionTests(SanctumHost host)
{
    private readonly string _session = $"s-{Guid.NewGuid():N}";

    private ISessionMemoryGrain Memory => host.Grains.GetGrain<ISessionMemoryGrain>($"default/{_session}");

    [Fact]
    public async Task Keys_change_together_and_have_the_same_version()
    {
        await Memory.Save("old", "1", null, "test");

        var committed = await Run(Save("a", "1"), Save("b", "2"), Delete("old"), Delete("never there"));

        Assert.Equal([("a", "1", committed.Version), ("b", "2", committed.Version)], await All());
        Assert.Equal(2, await host.Count($"select count(*) from memory_session_value where session = '{_session}'"));
    }

    [Fact]
    public async Task One_wrong_operation_leaves_every_key_as_it_was()
    {
        var first = await Memory.Save("a", "1", null, "test");

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Run(Save("a", "2"), Save("", "3")));
        var conflict = await Assert.ThrowsAsync<SessionConflictException>(
            () => Run(Save("b", "2") with { Version = 7 }, Save("c", "2"), Check("a", first.Version + 1)));

        Assert.Equal("operations[1].key", refused.Errors[0].Field);
        Assert.Equal(
            [new SessionConflict("a", first.Version + 1, first.Version), new SessionConflict("b", 7, 0)],
            conflict.Keys.AsEnumerable());
        Assert.Equal([("a", "1", first.Version)], await All());
        await Assert.ThrowsAsync<InvalidRequestException>(() => Run());
        await Assert.ThrowsAsync<InvalidRequestException>(() => Run(Save("a", "2"), Save("a", "3")));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Run(Check("a", null)));
    }

    [Fact]
    public async Task Same_id_is_done_once_and_refused_with_other_operations()
    {
        var id = Guid.NewGuid();

        var first = await Memory.Run(id, [Save("a", "1")], "test");
        await Memory.Save("a", "2", null, "test");
        var again = await Memory.Run(id, [Save("a", "1")], "test");

        Assert.Equal(first, again);
        Assert.Equal("2", (await Memory.Load("a"))!.Value);
        await Assert.ThrowsAsync<ConflictException>(() => Memory.Run(id, [Save("a", "3")], "test"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Repeat_that_overlaps_the_first_call_answers_what_that_committed(bool isOpen)
    {
        var (id, first) = (Guid.NewGuid(), await Memory.Save("a", "1", null, "test"));
        ImmutableArray<SessionOperation> operations = [Save("a", "2") with { Version = first.Version }];
        if (isOpen)
        {
            await Memory.Begin(id);
            await Memory.LoadIn(id, "a");
            await Memory.Add(id, Save("a", "2"));
        }
        var content = SessionStep.Fingerprint(SessionStep.Of(operations, new SessionMemoryOptions()));
        await using var connection = await host.Rows.OpenConnectionAsync();
        await using var other = await connection.BeginTransactionAsync();
        await using var commit = new NpgsqlCommand(
            $"""
            update memory_session set version = version + 1 where session = '{_session}';
            update memory_session_value set value = '2', version = version + 1 where session = '{_session}';
            insert into memory_transaction (tenant, session, id, state, content, version, operations, expires_at)
            values ('default', '{_session}', '{id}', 'committed', {(isOpen ? "null" : $"'{content}'")}, {first.Version + 1}, 1,
                now() + interval '1 day')
            on conflict (tenant, session, id) do update set state = 'committed', version = excluded.version, operations = 1
            """,
            connection, other);
        await commit.ExecuteNonQueryAsync();

        var repeat = isOpen ? Memory.Commit(id, "test") : Memory.Run(id, operations, "test");
        await Eventually.True(async () => await host.Count(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0);
        await other.CommitAsync();

        var answer = await repeat;
        Assert.Equal((SessionTransactionState.Committed, first.Version + 1), (answer.State, answer.Version!.Value));
        Assert.Equal([("a", "2", answer.Version)], await All());
    }

    [Fact]
    public async Task Open_transaction_is_seen_by_nobody_until_its_commit()
    {
        await Memory.Save("gone", "0", null, "test");
        var id = (await Memory.Begin(Guid.NewGuid())).Id;
        await Memory.Add(id, Save("a", "1"));
        await Memory.Add(id, Save("a", "2") with { TimeToLive = TimeSpan.FromHours(1) });
        await Memory.Add(id, Delete("gone"));

        Assert.Null(await Memory.Load("a"));
        Assert.Equal(("2", 0L), (await Memory.LoadIn(id, "a") is { } own ? (own.Value, own.Version) : default));
        Assert.Null(await Memory.LoadIn(id, "gone"));
        Assert.Equal("0", (await Memory.Load("gone"))!.Value);
        var committed = await Memory.Commit(id, "test");

        Assert.Equal(committed with { ExpiresAt = default }, await Memory.Commit(id, "test") with { ExpiresAt = default });
        Assert.Equal([("a", "2", committed.Version)], await All());
        Assert.NotNull((await Memory.Load("a"))!.ExpiresAt);
        await Assert.ThrowsAsync<ConflictException>(() => Memory.Add(id, Save("b", "1")));
        Assert.Equal(0, await host.Count($"select count(*) from memory_transaction_step where session = '{_session}'"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("not there")]
    public async Task Commit_is_refused_where_a_key_changed_since_it_was_loaded(string key)
    {
        var first = await Memory.Save("a", "1", null, "test");
        var id = (await Memory.Begin(Guid.NewGuid())).Id;
        await Memory.LoadIn(id, key);
        await Memory.Add(id, Save("b", "1"));
        var second = await Memory.Save(key, "2", null, "test");

        var conflict = await Assert.ThrowsAsync<SessionConflictException>(() => Memory.Commit(id, "test"));

        Assert.Equal([new SessionConflict(key, key == "a" ? first.Version : 0, second.Version)], conflict.Keys.AsEnumerable());
        Assert.Null(await Memory.Load("b"));
        await Assert.ThrowsAsync<NotFoundException>(() => Memory.Commit(id, "test"));
    }

    [Fact]
    public async Task Rolled_back_and_expired_transactions_are_gone()
    {
        var (rolledBack, expired) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var id in (Guid[])[rolledBack, expired])
        {
            await Memory.Begin(id);
            await Memory.Add(id, Save("a", "1"));
        }
        await Memory.Rollback(rolledBack);
        await host.Execute($"update memory_transaction set expires_at = now() where id = '{expired}'");

        foreach (var id in (Guid[])[rolledBack, expired])
            await Assert.ThrowsAsync<NotFoundException>(() => Memory.Commit(id, "test"));
        await host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune();
        Assert.Equal(0, await host.Count($"select count(*) from memory_transaction where session = '{_session}'"));
        Assert.Null(await Memory.Load("a"));
    }

    [Fact]
    public async Task Key_of_an_expired_transaction_can_be_used_again()
    {
        var id = Guid.NewGuid();
        await Memory.Begin(id);
        await Memory.Add(id, Save("a", "1"));
        await Expire(id);

        var begun = await Memory.Begin(id);
        Assert.Equal((SessionTransactionState.Open, 0), (begun.State, begun.Operations));
        await Memory.Add(id, Save("b", "1"));
        await Memory.Commit(id, "test");
        Assert.Equal(["b"], (await All()).Select(one => one.Key));
        await Expire(id);

        var run = await Memory.Run(id, [Save("c", "1")], "test");

        Assert.Equal(run with { ExpiresAt = default }, await Memory.Find(id) with { ExpiresAt = default });
        Assert.Equal(["b", "c"], (await All()).Select(one => one.Key));
    }

    [Fact]
    public async Task Session_has_a_limit_of_open_transactions()
    {
        for (var i = 0; i < new SessionMemoryOptions().MaxTransactions; i++)
            await Memory.Begin(Guid.NewGuid());

        var refused = await Assert.ThrowsAsync<ConflictException>(() => Memory.Begin(Guid.NewGuid()));

        Assert.Contains("10", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transfers_at_the_same_time_keep_the_sum()
    {
        await Run(Save("a", "100"), Save("b", "100"));

        var done = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Transfer()));

        var sum = (await All()).Sum(one => int.Parse(one.Value, CultureInfo.InvariantCulture));
        Assert.Equal(200, sum);
        Assert.Contains(true, done);
        Assert.Equal($"{100 - done.Count(one => one)}", (await Memory.Load("a"))!.Value);
    }

    private async Task<bool> Transfer()
    {
        var (a, b) = ((await Memory.Load("a"))!, (await Memory.Load("b"))!);
        try
        {
            await Run(
                Save("a", $"{int.Parse(a.Value, CultureInfo.InvariantCulture) - 1}") with
                {
                    Version = a.Version,
                },
                Save("b", $"{int.Parse(b.Value, CultureInfo.InvariantCulture) + 1}") with
                {
                    Version = b.Version,
                });
            return true;
        }
        catch (SessionConflictException)
        {
            return false;
        }
    }

    private Task Expire(Guid id) =>
        host.Execute($"update memory_transaction set expires_at = now() - interval '1 second' where id = '{id}'");

    private Task<SessionTransaction> Run(params ImmutableArray<SessionOperation> operations) =>
        Memory.Run(Guid.NewGuid(), operations, "test");

    private async Task<(string Key, string Value, long? Version)[]> All() =>
        [.. (await Memory.List(null, 200)).Items.Select(value => (value.Key, value.Value, (long?)value.Version))];

    private static SessionOperation Save(string key, string value) => new(SessionOperationKind.Save, key, value);

    private static SessionOperation Delete(string key) => new(SessionOperationKind.Delete, key);

    private static SessionOperation Check(string key, long? version) => new(SessionOperationKind.Check, key, Version: version);
}
