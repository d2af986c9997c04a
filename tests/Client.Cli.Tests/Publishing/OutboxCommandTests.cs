using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Tests.Publishing;

/// <summary>A gateway on whose database posts in error can be written.</summary>
public sealed class OutboxGateway : IAsyncLifetime
{
    private NpgsqlDataSource? _rows;

    internal RunningGateway Gateway { get; } = new();

    public async Task InitializeAsync()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        _rows = NpgsqlDataSource.Create(database);
        await Gateway.Start($"SANCTUM_POSTGRES={database}");
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _rows!.DisposeAsync();
    }

    /// <summary>A post that the sandbox refused.</summary>
    internal async Task<string> Fail(string account, string text)
    {
        await using var insert = _rows!.CreateCommand(
            """
            insert into outbox (id, idempotency_key, tenant, platform, account, session_id, turn_id, body, status, attempts, due_at, failed_at, last_error, last_error_class)
            values ($1, 'reply:' || $1, 'default', 'sandbox', $2, 's-' || $1, $1, $3, 'error', 1, null, now(), 'No such thread.', 'permanent')
            """);
        var id = Guid.CreateVersion7();
        insert.Parameters.AddWithValue(id);
        insert.Parameters.AddWithValue(account);
        insert.Parameters.AddWithValue(text);
        await insert.ExecuteNonQueryAsync();
        return id.ToString();
    }
}

public sealed class OutboxCommandTests(OutboxGateway outbox) : IClassFixture<OutboxGateway>
{
    private RunningGateway Gateway => outbox.Gateway;

    [Fact]
    public async Task Failed_posts_are_listed_shown_counted_and_named_by_status()
    {
        var (first, second) = (await outbox.Fail("ada", "the first"), await outbox.Fail("ada", "the second"));

        var listed = await Gateway.Run("outbox", "list", "--account", "ada", "--status", "error", "--limit", "1");
        var rest = (await Gateway.Run(
            "outbox", "list", "--platform", "sandbox", "--account", "ada", "--status", "error", "--after", first,
            "--json")).Json();
        var shown = await Gateway.Run("outbox", "show", first);
        var stats = await Gateway.Run("outbox", "stats");
        var status = await Gateway.Run("status");

        Assert.Contains("the first", listed.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains($"--after {first}", listed.Error, StringComparison.Ordinal);
        Assert.Equal(second, Assert.Single(rest["items"]!.AsArray())!.Text("id"));
        Assert.Contains("permanent: No such thread.", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("sandbox/ada", stats.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(" failed", status.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.InRange((await Gateway.Run("status", "--json")).Json()["posts"]!["error"]!.GetValue<int>(), 2, int.MaxValue);
        (await Gateway.Run("outbox", "show", Guid.NewGuid().ToString())).ShouldEnd(4);
        (await Gateway.Run("outbox", "list", "--status", "lost")).ShouldEnd(2);
    }

    [Fact]
    public async Task Posts_are_retried_by_name_or_by_account_and_discarded_with_a_reason()
    {
        var (named, unwanted, other) = (
            await outbox.Fail("bo", "named"), await outbox.Fail("bo", "unwanted"), await outbox.Fail("bo", "other"));

        var discarded = (await Gateway.Run("outbox", "discard", unwanted, "--reason", "old news", "--json")).Json();
        var retried = (await Gateway.Run("outbox", "retry", named, "--json")).Json();
        var all = (await Gateway.Run("outbox", "retry", "--all", "--platform", "sandbox", "--account", "bo", "--json")).Json();

        Assert.Equal("old news", discarded["items"]![0]!.Text("discardReason"));
        Assert.Equal(named, retried["items"]![0]!.Text("id"));
        Assert.Equal(1, all["retried"]!.GetValue<int>());
        await Eventually.True(
            async () => (await Status(named), await Status(other), await Status(unwanted)) == ("posted", "posted", "discarded"));
        (await Gateway.Run("outbox", "retry", unwanted)).ShouldEnd(5);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("retry", "0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44", "--all")]
    [InlineData("retry", "--all", "--platform", "sandbox")]
    [InlineData("retry", "0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44", "--account", "ada")]
    [InlineData("discard", "0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44")]
    public async Task A_command_line_that_leaves_open_what_is_meant_is_refused(params string[] arguments) =>
        (await Gateway.Run(["outbox", .. arguments])).ShouldEnd(2);

    private async Task<string> Status(string post) => (await Gateway.Get($"/v1/outbox/posts/{post}")).Text("status");
}
