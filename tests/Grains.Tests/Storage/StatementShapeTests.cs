using Npgsql;

namespace Sanctum.Storage;

/// <summary>Rows that nobody reads would be read by the next statement of their group.</summary>
public sealed class StatementShapeTests
{
    [Theory]
    [InlineData("select 1", true)]
    [InlineData("SELECT set_config('a', 'b', true)", true)]
    [InlineData("values (1)", true)]
    [InlineData("insert into a (b) values (1)", false)]
    [InlineData("insert into a (b) select 1", false)]
    [InlineData("insert into a (b) values (1) on conflict (b) do update set b = 2 returning b", true)]
    [InlineData("update a set b = 'returning' where c = 1", false)]
    [InlineData("update a set \"returning\" = 1", false)]
    [InlineData("delete from a -- returning b\nwhere c = 1", false)]
    [InlineData("with a as (delete from b returning c) select count(*) from a", true)]
    [InlineData("with a as (delete from b returning c), d as materialized (select 1) insert into e select c from a", false)]
    [InlineData("with a as (select ')' as b) update c set d = (select b from a) returning d", true)]
    [InlineData("merge into a using b on a.c = b.c when matched then delete", false)]
    [InlineData("notify a", false)]
    [InlineData("create table a (b integer)", false)]
    [InlineData("create table a as select 1", false)]
    [InlineData("table a", true)]
    [InlineData("refresh materialized view a", false)]
    [InlineData("update returning_customer set b = 1", false)]
    public void A_statement_tells_whether_it_answers_rows(string text, bool answers) =>
        Assert.Equal(answers, StatementShape.AnswersRows(text));

    [Fact]
    public async Task A_statement_whose_rows_nobody_reads_is_not_sent()
    {
        await using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        using var batcher = new WriteBatcher(source, Microsoft.Extensions.Options.Options.Create(new StorageOptions()));

        var unread = await Assert.ThrowsAsync<InvalidOperationException>(
            () => batcher.ExecuteAsync(new SqlStatement("with a as (delete from b) select 7")));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => batcher.QueryAsync(new SqlStatement("delete from b"), row => row.GetInt32(0)));

        Assert.Contains("select 7", unread.Message, StringComparison.Ordinal);
    }
}
