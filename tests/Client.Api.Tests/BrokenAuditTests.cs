using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>A log that somebody with all rights on the database has changed.</summary>
public sealed class BrokenAuditTests : IAsyncLifetime
{
    // The log has the entries of the test and of the start, and no others.
    private readonly RunningGateway _gateway = new() { IsOpen = true };

    public Task InitializeAsync() => _gateway.Start();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_first_break_is_named_and_a_head_that_is_not_there_any_more()
    {
        for (var i = 0; i < 3; i++)
            await _gateway.CreateAgent();
        var intact = await Eventually.Get(
            () => _gateway.Get("/v1/admin/audit/verify"),
            report => report["unsealed"]!.GetValue<long>() == 0 && report["checked"]!.GetValue<long>() >= 3);
        var last = intact.Text("head").Split(':')[0];
        await Tamper("update audit_entry set actor = 'operator/nobody' where chain_seq = 2");

        var changed = await _gateway.Get("/v1/admin/audit/verify");
        await Tamper($"delete from audit_entry where chain_seq = {last}");
        var cut = await _gateway.Get($"/v1/admin/audit/verify?head={intact.Text("head")}");

        Assert.False(changed["isIntact"]!.GetValue<bool>());
        Assert.Equal(
            ("content", 2L, 1L),
            (changed["break"]!.Text("kind"), changed["break"]!["seq"]!.GetValue<long>(), changed["checked"]!.GetValue<long>()));
        Assert.NotNull(changed["break"]!["entryId"]);
        Assert.Equal(("missing", "kept"), (cut.Text("kept"), cut["break"]!.Text("kind")));
    }

    private async Task Tamper(string sql)
    {
        await using var connection = await _gateway.Rows.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var statement in new[] { "set local session_replication_role = replica", sql })
        {
            await using var command = new Npgsql.NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }
}
