using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Storage;

public sealed class GroupCommitTests
{
    private const int Many = 100;

    [Fact]
    public async Task A_batcher_that_is_disposed_and_was_not_stopped_leaves_no_connection()
    {
        var address = new NpgsqlConnectionStringBuilder(await (await PostgresServer.Shared).CreateDatabase());
        await using var source = NpgsqlDataSource.Create(address.ConnectionString);
        await using var others = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(address.ConnectionString) { Database = "postgres" }.ConnectionString);
        await using var count = others.CreateCommand("select count(*) from pg_stat_activity where datname = $1");
        count.Parameters.AddWithValue(address.Database!);
        var batcher = new WriteBatcher(source, Options.Create(new StorageOptions()));
        await batcher.StartAsync(CancellationToken.None);
        await batcher.ExecuteAsync(new SqlStatement("create table note (id integer)"));
        Assert.NotEqual(0L, await count.ExecuteScalarAsync());

        batcher.Dispose();

        await Eventually.True(async () => (long)(await count.ExecuteScalarAsync())! == 0);
    }

    [Fact]
    public async Task Writes_that_wait_together_commit_in_one_transaction()
    {
        await using var process = await StorageProcess.Create();
        var writes = Enumerable.Range(0, Many).Select(process.WriteAndAnswerTransaction).ToList();

        await process.StartWriting();
        var transactions = await Task.WhenAll(writes);

        Assert.InRange(transactions.Distinct().Count(), 1, 2); // as many as there are writers
        Assert.Equal(Many, await process.Count());
    }

    [Fact]
    public async Task Each_caller_gets_its_own_rows_and_count()
    {
        await using var process = await StorageProcess.Create();
        var single = process.Writes.QuerySingleAsync(
            new SqlStatement("insert into note (id, said) values (1, 'one') returning said"), row => row.GetString(0));
        var counted = process.Writes.ExecuteAsync(new SqlStatement("insert into note (id) values (2), (3)"));
        var none = process.Writes.QuerySingleAsync(
            new SqlStatement("update note set said = 'x' where id = 99 returning said"), row => row.GetString(0));
        var several = process.Writes.QueryAsync(
            new SqlStatement("insert into note (id) values (4), (5) returning id"), row => row.GetInt32(0));
        var untouched = process.Writes.ExecuteAsync(new SqlStatement("update note set said = 'x' where id = 99"));

        await process.StartWriting();

        Assert.Equal("one", await single);
        Assert.Equal(2, await counted);
        Assert.Null(await none);
        Assert.Equal<int[]>([4, 5], [.. await several]);
        Assert.Equal(0, await untouched);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Many / 2)]
    [InlineData(Many - 1)]
    public async Task A_failing_statement_fails_only_its_caller(int place)
    {
        await using var process = await StorageProcess.Create();
        await process.Execute($"insert into note (id) values ({place})");
        var writes = Enumerable.Range(0, Many).Select(process.WriteAndAnswerTransaction).ToList();

        await process.StartWriting();

        var failure = await Assert.ThrowsAsync<PostgresException>(() => writes[place]);
        Assert.Equal(PostgresErrorCodes.UniqueViolation, failure.SqlState);
        writes.RemoveAt(place);
        await Task.WhenAll(writes);
        Assert.Equal(Many, await process.Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xD83D)] // half of a character, which cannot even be sent
    public async Task A_text_that_the_database_does_not_take_fails_only_its_caller(int character)
    {
        await using var process = await StorageProcess.Create();
        await process.StartWriting();
        for (var i = 0; i < 3; i++) // as often as there are writers, and once more
        {
            var refused = process.Writes.ExecuteAsync(
                new SqlStatement("insert into note (id, said) values ($1, $2)", Sql.Int(i), Sql.Text($"a{(char)character}b")));
            Assert.IsNotType<Errors.StorageUnavailableException>(await Assert.ThrowsAnyAsync<Exception>(() => refused));
        }

        await Task.WhenAll(Enumerable.Range(0, Many).Select(process.WriteAndAnswerTransaction));

        Assert.Equal(Many, await process.Count());
    }

    [Fact]
    public async Task An_error_at_the_commit_itself_reaches_its_caller_alone()
    {
        await using var process = await StorageProcess.Create();
        await process.Execute("create table reply (note int references note (id) deferrable initially deferred)");
        var good = process.WriteAndAnswerTransaction(1);
        var bad = process.Writes.ExecuteAsync(new SqlStatement("insert into reply values (404)"));

        await process.StartWriting();

        await good;
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, (await Assert.ThrowsAsync<PostgresException>(() => bad)).SqlState);
        Assert.Equal(1, await process.Count());
        Assert.Equal(0, await process.Ask("select count(*) from reply"));
    }

    [Fact]
    public async Task A_row_that_its_caller_cannot_read_runs_nothing_twice()
    {
        await using var process = await StorageProcess.Create();
        await process.Execute("create table tally (n int)");
        var unreadable = process.Writes.QuerySingleAsync(
            new SqlStatement("insert into note (id) values (1) returning id"), int (
                _) => throw new FormatException("unreadable"));
        var others = Enumerable.Range(0, Many)
            .Select(_ => process.Writes.ExecuteAsync(new SqlStatement("insert into tally values (1)"))).ToList();

        await process.StartWriting();

        await Assert.ThrowsAsync<FormatException>(() => unreadable);
        await Task.WhenAll(others);
        Assert.Equal(Many, await process.Ask("select count(*) from tally"));
        Assert.Equal(1, await process.Count());
    }

    [Fact]
    public async Task Writes_that_lock_the_same_rows_in_opposite_order_all_succeed()
    {
        await using var process = await StorageProcess.Create();
        await process.Execute("insert into note (id) select generate_series(1, 20)");
        await process.StartWriting();

        var writes = Enumerable.Range(0, 400).Select(i => process.Writes.ExecuteAsync(
            new SqlStatement(
                "update note set said = $2 where id = $1", Sql.Int(1 + (i % 2 == 0 ? i % 20 : 19 - (i % 20))),
                Sql.Text($"{i}"))));

        Assert.All(await Task.WhenAll(writes), affected => Assert.Equal(1, affected));
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_does_not_undo_its_write()
    {
        await using var process = await StorageProcess.Create();
        using var impatient = new CancellationTokenSource();
        var abandoned = process.Writes.ExecuteAsync(StorageProcess.Insert(1), impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);

        await process.StartWriting();
        await process.Write(2);

        await Testing.Eventually.Get(process.Count, count => count == 2);
    }

    [Fact]
    public async Task Stopping_writes_out_what_was_taken_in_and_refuses_the_rest()
    {
        await using var process = await StorageProcess.Create();
        var writes = Enumerable.Range(0, Many).Select(process.Write).ToList();
        await process.StartWriting();

        await process.Writes.StopAsync(CancellationToken.None);

        await Task.WhenAll(writes);
        Assert.Equal(Many, await process.Count());
        await Assert.ThrowsAsync<Errors.StorageUnavailableException>(() => process.Write(Many));
    }
}
