using System.Net.Http.Json;
using Npgsql;
using Sanctum.Access;
using Sanctum.Tenants;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Upgrade;

/// <summary>
/// This product on a database that commit 5742b1c filled, before there were tenants and users: what there was is the default
/// tenant's. <c>5742b1c.md</c> says how the file was made.
/// </summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private const string Key = "YSBrZXkgb2YgYSB0ZXN0IGRhdGFiYXNlLCAzMiBCLi4=";
    private readonly RunningGateway _gateway = new();
    private Dictionary<string, long> _before = [];

    public async Task InitializeAsync()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        await Fill(database);
        _before = await CountAll(database);
        // The rows are of one day, and this test is of any.
        await _gateway.StartUnready(
            database, $"Sanctum:Secrets:Key={Key}", "Sanctum:Retention:MemoryWal=36500.00:00:00",
            "Sanctum:Retention:ToolRequests=36500.00:00:00", "Sanctum:Retention:Audit=36500.00:00:00",
            "Sanctum:Retention:SilentVisitors=36500.00:00:00");
        await _gateway.BecomesReady();
    }

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Everything_of_a_database_of_5742b1c_is_there_in_the_default_tenant_and_continues()
    {
        await NoRowIsLost();
        await AgentsAndMemoryAreRead();
        await ConversationsAreRead();
        await AccountsAndPostsAreRead();
        await OperatorsDecisionsHold();
        await AnotherTenantSeesNothing();
        await ConversationsContinue();
    }

    private async Task NoRowIsLost()
    {
        Assert.True(_before["transcript_entry"] > 8 && _before["memory_block"] > 4 && _before["outbox"] > 0);
        foreach (var (table, before) in _before.Where(one => one.Key is not ("cluster_member" or "cluster_version")))
        {
            var now = await Count($"select count(*) from {table}");
            Assert.True(now >= before, $"{table} had {before} rows and has {now}");
        }
        await using var tables = _gateway.Rows.CreateCommand(
            """
            select c.table_name::text from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and c.column_name = 'tenant' and t.table_type = 'BASE TABLE'
            """);
        var names = new List<string>();
        await using (var rows = await tables.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                names.Add(rows.GetString(0));
        }
        foreach (var name in names)
            Assert.True(0 == await Count($"select count(*) from {name} where tenant <> 'default'"), name);
        Assert.Equal(0, await Count("select count(*) from grain_state where grain_key not like 'default/%'"));
    }

    private async Task AgentsAndMemoryAreRead()
    {
        Assert.Equal("default", (await _gateway.Get("/api/users/me")).Text("tenant"));
        Assert.Equal(["ada", "scout"], await Names("/v1/agents", "id"));
        Assert.Equal("retired", (await _gateway.Get("/v1/agents/gone")).Text("status"));
        var ada = await _gateway.Get("/v1/agents/ada");
        Assert.Equal(("active", "Ada"), (ada.Text("status"), ada["definition"]!.Text("display_name")));
        var blocks = (await _gateway.Get("/v1/agents/ada/memory"))["items"]!.AsArray()
            .ToDictionary(block => block!.Text("label"), block => block!);
        Assert.Equal(
            ("Teach fractions, then ratios.", 2),
            (blocks["ada-plans"].Text("value"), blocks["ada-plans"]["version"]!.GetValue<int>()));
        Assert.Contains("Bob likes tea", blocks["ada-humans"].Text("value"), StringComparison.Ordinal);
    }

    private async Task ConversationsAreRead()
    {
        Assert.Superset(new HashSet<string> { "first", "scouting" }, (await Names("/v1/sessions", "id")).ToHashSet());
        var entries = (await _gateway.Get("/v1/sessions/first/transcript"))["items"]!.AsArray();
        Assert.Contains(entries, entry => entry!.Text("role") == "user" && entry!.Text("content") == "What is 6 * 7?");
        Assert.Contains(entries, entry => entry!.Text("role") == "tool");
        Assert.Contains(entries, entry => entry!.Text("content").Contains("Bob likes tea", StringComparison.Ordinal));
        Assert.Equal("ada", (await _gateway.Get("/v1/sessions/first")).Text("agentId"));
        // The same message again is the one that was answered then.
        using var again = await _gateway.Send(
            "ada", new { text = "What is 6 * 7?", sessionId = "first", from = "bob", idempotencyKey = "What is 6 * 7?" });
        Assert.True((await again.ShouldBe(202))["isDuplicate"]!.GetValue<bool>());
        Assert.Contains("Ann", (await _gateway.Get("/v1/people")).ToJsonString(), StringComparison.Ordinal);
    }

    private async Task AccountsAndPostsAreRead()
    {
        var chat = await _gateway.Get("/v1/platforms/webchat/accounts/ada");
        Assert.Equal("Hello! What can I do for you?", chat["settings"]!.Text("greeting"));
        // Its secret is one that this product can read under the same key.
        Assert.Equal("active", (await _gateway.Get("/v1/platforms/webhook/accounts/desk")).Text("status"));
        Assert.Equal(0, (await _gateway.Get("/v1/admin/secrets"))["unreadable"]?.GetValue<int>() ?? 0);
        var posts = (await _gateway.Get("/v1/outbox/posts"))["items"]!.AsArray();
        Assert.Contains(posts, post => post!.Text("platform") == "webchat" && post!.Text("status") == "posted");
        using var page = await _gateway.Nobody.GetAsync("/v1/webchat/ada");
        Assert.Equal("Hello! What can I do for you?", (await page.ShouldBe(200)).Text("greeting"));
    }

    private async Task OperatorsDecisionsHold()
    {
        var queue = await _gateway.Get("/v1/agents/scout/queue");
        Assert.Contains("paused", queue.ToJsonString(), StringComparison.Ordinal);
        var waiting = (await _gateway.Get("/v1/agents/scout/queue/items?status=new"))["items"]!.AsArray();
        Assert.Equal("Wait for me", Assert.Single(waiting)!["notification"]?.Text("text") ?? waiting[0]!.Text("text"));
        Assert.False((await _gateway.Get("/v1/tools/current_time"))["enabled"]!.GetValue<bool>());
        var audited = await _gateway.Get("/v1/admin/audit?limit=200");
        Assert.True(audited["items"]!.AsArray().Count > 3);
        await Eventually.True(async () =>
            (await _gateway.Get("/v1/admin/audit/verify"))["isIntact"]!.GetValue<bool>());
    }

    private async Task AnotherTenantSeesNothing()
    {
        using var made = await _gateway.Http.PostAsJsonAsync("/v1/tenants", new { name = "newcomer" });
        var password = (await made.ShouldBe(201)).Text("oneTimePassword");
        using var signedIn = await _gateway.Nobody.PostAsJsonAsync(
            "/api/users/login", new { tenant = "newcomer", username = "admin", password });
        using var http = new HttpClient { BaseAddress = _gateway.Address };
        http.DefaultRequestHeaders.Authorization = TestTenant.Bearer((await signedIn.ShouldBe(200)).Text("access_token"));
        using var changed = await http.PutAsJsonAsync(
            "/api/users/me/password", new { currentPassword = password, newPassword = AccessGateway.Password });
        await changed.ShouldBe(204);
        using var again = await _gateway.Nobody.PostAsJsonAsync(
            "/api/users/login", new { tenant = "newcomer", username = "admin", password = AccessGateway.Password });
        http.DefaultRequestHeaders.Authorization = TestTenant.Bearer((await again.ShouldBe(200)).Text("access_token"));

        foreach (var path in (string[])["/v1/agents/ada", "/v1/sessions/first/transcript", "/v1/agents/ada/memory"])
            await (await http.GetAsync(path)).ShouldRefuse(404, "not-found");
        Assert.Empty((await (await http.GetAsync("/v1/sessions")).ShouldBe(200))["items"]!.AsArray());
    }

    private async Task ConversationsContinue()
    {
        using var answered = await _gateway.Send(
            "ada", new { text = "What does Bob like?", sessionId = "first", from = "bob" }, "?wait=30s");
        Assert.Contains("tea", (await answered.ShouldBe(200))["reply"]!.Text("content"), StringComparison.Ordinal);
        using var resumed = await _gateway.Http.PostAsync("/v1/agents/scout/queue/resume", null);
        await resumed.ShouldBe(200);
        await Eventually.True(async () =>
            (await _gateway.Get("/v1/agents/scout/queue/items?status=new"))["items"]!.AsArray().Count == 0);
    }

    private async Task<string[]> Names(string path, string member) =>
        [.. (await _gateway.Get(path))["items"]!.AsArray().Select(item => item!.Text(member))];

    private static async Task Fill(string database)
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests", "Client.Api.Tests", "Upgrade", "5742b1c.sql"));
        // The file changes the settings of its connection.
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await using var fill = source.CreateCommand(text);
        await fill.ExecuteNonQueryAsync();
    }

    private static async Task<Dictionary<string, long>> CountAll(string database)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(
            """
            select table_name::text, (xpath('/row/n/text()', query_to_xml(
                format('select count(*) as n from public.%I', table_name), false, true, '')))[1]::text::bigint
            from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
            """);
        var found = new Dictionary<string, long>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            found.Add(rows.GetString(0), rows.GetInt64(1));
        return found;
    }

    private async Task<long> Count(string sql)
    {
        await using var command = _gateway.Rows.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
