using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Storage;

public sealed class BatchedStatementTests
{
    private const int Many = 100;

    private static readonly BatchedStatement<Note, Written> Insert = new(
        new RowColumns<Note>().Long("given_id", note => note.Id).Text("words", note => note.Said),
        """
        written as (
            insert into note (id, said) select given_id, words from given order by n
            on conflict (said) do nothing
            returning id, said, xmin, (select count(*) from given))
        select n, said, xmin::text::bigint, count from written join given on given_id = id
        """,
        (note, row) => new Written(note.Id, row.GetString(1), row.GetInt64(2), row.GetInt64(3)));

    [Fact]
    public async Task Rows_that_wait_together_are_written_by_one_statement()
    {
        await using var process = await Process();
        var writes = Enumerable.Range(0, Many).Select(id => process.Writes.WriteAsync(Insert, new Note(id, $"{id}"))).ToList();

        await process.StartWriting();
        var written = await Task.WhenAll(writes);

        Assert.Equal(Many, written.DistinctBy(one => one!.Transaction).Sum(one => one!.Together));
        Assert.Single(written.DistinctBy(one => one!.Transaction));
    }

    [Fact]
    public async Task Rows_that_come_while_others_of_their_statement_are_written_are_written_together_and_hold_up_nothing_else()
    {
        await using var process = await Process();
        await process.Execute("create table other (id int)");
        await process.StartWriting();
        await using var locker = await process.Connect();
        await using var transaction = await locker.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table note", locker, transaction))
            await hold.ExecuteNonQueryAsync();
        var first = process.Writes.WriteAsync(Insert, new Note(Many, "first"));
        await Eventually.True(async () => await process.Ask(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") == 1);

        var writes = Enumerable.Range(0, Many).Select(id => process.Writes.WriteAsync(Insert, new Note(id, $"{id}"))).ToList();
        await process.Writes.ExecuteAsync(new SqlStatement("insert into other values (1)"));
        var stop = process.Writes.StopAsync(CancellationToken.None);
        Assert.False(first.IsCompleted || stop.IsCompleted || writes.Exists(write => write.IsCompleted));

        await transaction.CommitAsync();
        await stop;
        Assert.Equal(1, (await first)!.Together);
        Assert.All(await Task.WhenAll(writes), one => Assert.Equal(Many, one!.Together));
    }

    [Fact]
    public async Task Each_caller_gets_the_answer_for_its_own_row()
    {
        await using var process = await Process();
        await process.Execute("insert into note (id, said) values (1000, '7')");
        var writes = Enumerable.Range(0, Many).Select(id => process.Writes.WriteAsync(Insert, new Note(id, $"{id}"))).ToList();

        await process.StartWriting();

        var answers = await Task.WhenAll(writes);
        Assert.Null(answers[7]);
        Assert.All(
            answers.Index().Where(answer => answer.Index != 7),
            answer => Assert.Equal((answer.Index, $"{answer.Index}"), (answer.Item!.Id, answer.Item.Said)));
        Assert.Equal(Many, await process.Count());
    }

    [Fact]
    public async Task Of_rows_that_exclude_each_other_the_first_is_written()
    {
        await using var process = await Process();
        var first = process.Writes.WriteAsync(Insert, new Note(1, "same"));
        var second = process.Writes.WriteAsync(Insert, new Note(2, "same"));

        await process.StartWriting();

        Assert.Equal(1, (await first)!.Id);
        Assert.Null(await second);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Many / 2)]
    [InlineData(Many - 1)]
    public async Task A_row_that_fails_fails_only_its_caller(int place)
    {
        await using var process = await Process();
        await process.Execute($"insert into note (id) values ({place})");
        var writes = Enumerable.Range(0, Many).Select(id => process.Writes.WriteAsync(Insert, new Note(id, $"{id}"))).ToList();
        var statement = process.Write(Many);

        await process.StartWriting();

        var failure = await Assert.ThrowsAsync<PostgresException>(() => writes[place]);
        Assert.Equal(PostgresErrorCodes.UniqueViolation, failure.SqlState);
        writes.RemoveAt(place);
        Assert.All(await Task.WhenAll(writes), written => Assert.Equal(1, written!.Together));
        Assert.Equal(1, await statement);
        Assert.Equal(Many + 1, await process.Count());
    }

    [Fact]
    public async Task An_answer_that_its_caller_cannot_read_runs_nothing_twice()
    {
        await using var process = await Process();
        var picky = new BatchedStatement<Note, long>(
            new RowColumns<Note>().Long("given_id", note => note.Id),
            "written as (insert into note (id) select given_id from given returning id) select n, id from written join given " +
            "on given_id = id",
            (note, row) => note.Id == 1 ? throw new FormatException("unreadable") : row.GetInt32(1));
        var writes = Enumerable.Range(0, 3).Select(id => process.Writes.WriteAsync(picky, new Note(id, ""))).ToList();

        await process.StartWriting();

        await Assert.ThrowsAsync<FormatException>(() => writes[1]);
        Assert.Equal((0, 2), (await writes[0], await writes[2]));
        Assert.Equal(3, await process.Count());
    }

    private static async Task<StorageProcess> Process()
    {
        var process = await StorageProcess.Create();
        await process.Execute("create unique index on note (said)");
        return process;
    }

    private sealed record Note(long Id, string Said);

    private sealed record Written(long Id, string Said, long Transaction, long Together);
}
