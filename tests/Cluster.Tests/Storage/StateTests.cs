using Npgsql;
using Orleans.Storage;
using Sanctum.Testing;

namespace Sanctum.Cluster.Storage;

/// <summary>What Orleans' AdoNet storage and our SQL promise each other.</summary>
[Collection(OneSiloSuite.Name)]
public sealed class StateTests(OneSilo silo)
{
    private readonly string _key = ProductCluster.NewKey();

    private INotebookGrain Grain => silo.Cluster.Grain<INotebookGrain>(_key);

    [Fact]
    public async Task State_that_was_never_written_is_new()
    {
        var page = await Grain.Read();

        Assert.Equal((null, null, false), (page.Text, page.Etag, page.Exists));
    }

    [Fact]
    public async Task State_is_a_readable_row_whose_version_counts_the_writes()
    {
        await Grain.Write("first");
        await Grain.Write("second");

        Assert.Equal("""default|test.notebook|{"Text": "second"}|2""", await Row());
        Assert.Equal("2", (await Grain.Read()).Etag);
    }

    [Fact]
    public async Task State_is_loaded_before_the_next_activation_begins()
    {
        await Grain.Write("kept");
        await Reactivate();

        var page = await Grain.Read();
        Assert.Equal(("kept", "kept", "1", true), (page.Text, page.TextAtActivation, page.Etag, page.Exists));
    }

    [Fact]
    public async Task Cleared_state_keeps_its_version_and_is_written_again()
    {
        await Grain.Write("gone");
        await Grain.Clear();
        Assert.Equal((null, false), ((await Grain.Read()).Text, (await Grain.Read()).Exists));
        Assert.Equal("default|test.notebook||2", await Row());
        await Reactivate();
        Assert.False((await Grain.Read()).Exists);

        await Grain.Write("again");

        Assert.Equal("""default|test.notebook|{"Text": "again"}|3""", await Row());
    }

    [Fact]
    public async Task Write_over_another_writers_version_is_refused_and_the_next_call_reads_it()
    {
        await Grain.Write("mine");
        var before = (await Grain.Read()).Activation;
        await silo.Cluster.Sql(
            $"update grain_state set payload = '{{\"Text\": \"theirs\"}}', version = 7 where grain_key = '{_key}'");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write("mine again"));

        var page = await Eventually.Get(Grain.Read, page => page.Activation != before);
        Assert.Equal(("theirs", "7"), (page.Text, page.Etag));
    }

    [Fact]
    public async Task First_write_is_refused_where_another_writer_was_first()
    {
        await Grain.Read();
        await silo.Cluster.Sql(
            $$"""
            insert into grain_state (service_id, state_name, grain_key, payload, version)
            values ('default', 'test.notebook', '{{_key}}', '{}', 1)
            """);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write("late"));
    }

    [Fact]
    public async Task State_that_cannot_be_read_fails_the_call_with_the_cause_and_the_next_call_reads_again()
    {
        await silo.Cluster.Sql(
            $"""
            insert into grain_state (service_id, state_name, grain_key, payload, version)
            values ('default', 'test.notebook', '{_key}', '[]', 1)
            """);
        var failure = await Assert.ThrowsAnyAsync<Exception>(Grain.Read);
        Assert.Contains("JSON", failure.ToString(), StringComparison.Ordinal);

        await silo.Cluster.Sql($"update grain_state set payload = '{{\"Text\": \"mended\"}}' where grain_key = '{_key}'");

        Assert.Equal("mended", (await Grain.Read()).Text);
    }

    [Fact]
    public async Task Key_without_a_slash_is_refused_instead_of_being_stored_as_another()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => silo.Cluster.Grain<INotebookGrain>("abc").Write("lost"));

        Assert.Contains(PostgresErrorCodes.NotNullViolation, failure.ToString(), StringComparison.Ordinal);
    }

    private async Task<string?> Row() => await silo.Cluster.Sql(
        $"""
        select concat_ws('|', service_id, state_name, coalesce(payload::text, ''), version)
        from grain_state where grain_key = '{_key}'
        """) as string;

    private async Task Reactivate()
    {
        var before = (await Grain.Read()).Activation;
        await Grain.Deactivate();
        await Eventually.Get(Grain.Read, page => page.Activation != before);
    }
}
