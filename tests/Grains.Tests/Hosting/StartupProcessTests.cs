using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Installations;
using Sanctum.Testing;

namespace Sanctum.Hosting;

/// <summary>Real processes between their start and the moment at which they can serve.</summary>
public sealed class StartupProcessTests
{
    private static readonly (string, string) WithGateway = ("Sanctum:Gateway:Enabled", "true");

    [Theory]
    [InlineData(ProductProcess.Silo, true)]
    [InlineData(ProductProcess.Silo, false)]
    [InlineData(ProductProcess.Gateway, false)]
    public async Task Process_whose_database_is_away_lives_says_why_it_is_not_ready_and_stops(string program, bool withGateway)
    {
        var port = FreePort.Lasting();
        await using var process = ProductProcess.Start(
            program, ("SANCTUM_POSTGRES", $"Host=127.0.0.1;Port={port};Username=sanctum;Password=hunter2;Database=sanctum"),
            ("Sanctum:Gateway:Enabled", withGateway ? "true" : "false"));

        await process.BecomesAlive();
        await process.IsNotReadyFor($"The database at 127.0.0.1:{port}/sanctum (SANCTUM_POSTGRES)");
        var exitCode = await process.Terminate();

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("hunter2", process.ToString(), StringComparison.Ordinal);
        SaysOnce(process, $"127.0.0.1:{port}");
    }

    [Theory]
    [InlineData(ProductProcess.Silo)]
    [InlineData(ProductProcess.Gateway)]
    public async Task Process_whose_Redis_is_away_lives_says_why_it_is_not_ready_and_stops(string program)
    {
        var redis = $"127.0.0.1:{FreePort.Lasting()}";
        await using var process = ProductProcess.Start(
            program, ("SANCTUM_POSTGRES", await NewDatabase()), ("Sanctum:Cluster:Provider", "Redis"), (
                "Sanctum:Cluster:Redis", redis));

        await process.BecomesAlive();
        await process.IsNotReadyFor($"Redis at {redis} (Sanctum:Cluster:Redis)");
        var exitCode = await process.Terminate();

        Assert.Equal(0, exitCode);
        SaysOnce(process, redis);
    }

    [Fact]
    public async Task Gateway_without_a_silo_lives_says_so_and_stops()
    {
        var database = await NewDatabase();
        await using (var silo = ProductProcess.Start(ProductProcess.Silo, ("SANCTUM_POSTGRES", database)))
        {
            await silo.BecomesReady();
            Assert.Equal(0, await silo.Terminate());
        }
        await using var gateway = ProductProcess.Start(ProductProcess.Gateway, ("SANCTUM_POSTGRES", database));

        await gateway.BecomesAlive();
        await gateway.IsNotReadyFor("No silo of the cluster can be reached");

        Assert.Equal(0, await gateway.Terminate());
    }

    [Fact]
    public async Task Process_starts_when_its_database_comes()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        server.Stop();
        await using var process = ProductProcess.Start(ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", database));
        await process.IsNotReadyFor("cannot be reached");

        server.StartServer();

        await process.BecomesReady();
    }

    [Fact]
    public async Task Second_process_on_a_database_becomes_a_second_silo()
    {
        var database = await NewDatabase();
        await using var first = ProductProcess.Start(ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", database));
        await first.BecomesReady();
        await using var second = ProductProcess.Start(ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", database));

        await second.BecomesReady();

        Assert.Equal(2, await Ask(database, "select count(*) from cluster_member where status = 3"));
    }

    [Theory]
    [InlineData("SANCTUM_SECRETS_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "SANCTUM_SECRETS_KEY")]
    [InlineData("Sanctum:Secrets:KeyFile", "/nonexistent/secrets.key", "Sanctum:Secrets:KeyFile")]
    [InlineData("Sanctum:Cluster:Id", "other", "Sanctum:Cluster:Id")]
    public async Task Process_that_disagrees_exits_with_78_names_the_setting_and_changes_nothing(
        string setting, string value, string named)
    {
        var database = await NewDatabase();
        await using (var first = ProductProcess.Start(ProductProcess.Silo, ("SANCTUM_POSTGRES", database)))
        {
            await first.BecomesReady();
            await first.Terminate();
        }
        var before = await Contents(database);
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", database), (setting, value));

        var exitCode = await process.Ends();

        Assert.Equal(78, exitCode);
        Assert.Contains(named, Assert.Single(process.Logged("Warning", "Error", "Critical")), StringComparison.Ordinal);
        Assert.Equal(before, await Contents(database));
    }

    [Fact]
    public async Task Process_that_is_too_old_for_the_schema_exits_with_78_and_changes_nothing()
    {
        var database = await NewDatabase();
        await using (var first = ProductProcess.Start(ProductProcess.Silo, ("SANCTUM_POSTGRES", database)))
        {
            await first.BecomesReady();
            await first.Terminate();
        }
        await Execute(database, $"update installation set required_epoch = {InstallationIdentity.Epoch + 1}");
        // Something that the old program would apply again.
        await Execute(database, "delete from schema_migration where name = '0200_installation.sql'");
        var before = await Contents(database);
        await using var process = ProductProcess.Start(ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", database));

        var exitCode = await process.Ends();

        Assert.Equal(78, exitCode);
        Assert.Contains(
            "start a newer version", Assert.Single(process.Logged("Warning", "Error", "Critical")), StringComparison.Ordinal);
        Assert.Equal(before, await Contents(database));
    }

    [Fact]
    public async Task Migration_that_fails_is_one_line_and_exit_code_1()
    {
        var database = await NewDatabase();
        await Execute(database, "create table queue_item (id int)");
        await using var process = ProductProcess.Start(ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", database));

        var exitCode = await process.Ends();

        Assert.Equal(1, exitCode);
        Assert.Contains(
            "0010_queue.sql", Assert.Single(process.Logged("Warning", "Error", "Critical")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sanctum:Queue:MaxDepth", "0", "Sanctum:Queue:MaxDepth")]
    [InlineData("Sanctum:Queue:MaxDepth", "many", "Sanctum:Queue:MaxDepth")]
    [InlineData("Sanctum:Gateway:Url", "nonsense", "Sanctum:Gateway:Url")]
    [InlineData("Sanctum:Gateway:TrustedProxies:0", "everybody", "Sanctum:Gateway:TrustedProxies")]
    [InlineData("Sanctum:Gateway:MaxConnections", "0", "Sanctum:Gateway:MaxConnections")]
    [InlineData("SANCTUM_URL", "nonsense", "SANCTUM_URL")]
    [InlineData("SANCTUM_POSTGRES", "Host=127.0.0.1;Prot=1;Password=hunter2", "SANCTUM_POSTGRES")]
    [InlineData("SANCTUM_POSTGRES", "hunter2", "SANCTUM_POSTGRES")]
    [InlineData("Sanctum:Tools:FetchWebpage:AllowedNetworks:0", "300.0.0.0/8", "Sanctum:Tools:FetchWebpage:AllowedNetworks")]
    [InlineData("Sanctum:Webhooks:AllowedNetworks:0", "everything", "Sanctum:Webhooks:AllowedNetworks")]
    [InlineData("Sanctum:Bluesky:MaxThreadPosts", "0", "Sanctum:Bluesky:MaxThreadPosts")]
    [InlineData("Sanctum:Models:Providers:mine:Kind", "Oracle", "Sanctum:Models:Providers:mine")]
    [InlineData("Sanctum:Models:Providers:mine:BaseUrl", "nope", "Sanctum:Models:Providers:mine")]
    [InlineData("Logging:LogLevel:Default", "Loud", "Logging:LogLevel:Default")]
    public async Task Setting_that_is_wrong_is_one_line_of_JSON_that_names_it_and_exit_code_78(
        string setting, string value, string named)
    {
        await using var process = ProductProcess.Start(ProductProcess.Silo, WithGateway, (setting, value));

        var exitCode = await process.Ends();

        Assert.Equal(78, exitCode);
        var line = JsonNode.Parse(Assert.Single(process.Logged("Warning", "Error", "Critical")))!;
        Assert.Equal("Fatal", line["@l"]!.GetValue<string>());
        Assert.True(DateTimeOffset.TryParse(line["@t"]!.GetValue<string>(), CultureInfo.InvariantCulture, out _));
        Assert.Contains(named, line["@m"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", process.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_start_logs_no_warning_and_every_line_has_a_time_and_the_trace_of_its_request()
    {
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", await NewDatabase()), (
                "Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Information"));
        await process.BecomesReady();
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await process.Ask("/v1/agents", ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));
        var lines = await Eventually.Get(
            () => Task.FromResult(process.Logged("Information").Select(line => JsonNode.Parse(line)!).ToList()),
            found => found.Any(line => line["@tr"]?.GetValue<string>() == Trace));

        Assert.Empty(process.Logged("Warning", "Error", "Critical"));
        Assert.All(
            lines,
            line => Assert.True(DateTimeOffset.TryParse(line["@t"]!.GetValue<string>(), CultureInfo.InvariantCulture, out _)));
        Assert.DoesNotContain(@"\u002B", process.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_lines_are_sent_over_OTLP_with_the_name_of_the_service()
    {
        await using var collector = await LoopbackReceiver.Start();
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", await NewDatabase()), (
                "OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url.ToString()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        await Eventually.True(() => Task.FromResult(collector.Requests.Any(IsLogs)), TimeSpan.FromSeconds(60));

        static bool IsLogs(ReceivedRequest request) =>
            request.Path.EndsWith("/v1/logs", StringComparison.Ordinal)
            && System.Text.Encoding.UTF8.GetString(request.Body) is var body
            && body.Contains("service.name", StringComparison.Ordinal) && body.Contains("sanctum", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_that_is_taken_is_one_line_and_exit_code_1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", await NewDatabase()), (
                "Sanctum:Gateway:Url", $"http://{other.LocalEndpoint}"));

        var exitCode = await process.Ends();

        Assert.Equal(1, exitCode);
        Assert.Contains(
            $"http://{other.LocalEndpoint}", Assert.Single(process.Logged("Warning", "Error", "Critical")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_that_gets_503_is_one_line_without_a_trace()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", database), ("Sanctum:Access:Required", "false"));
        await process.BecomesReady();
        server.Stop();

        var answer = await process.Ask("/v1/agents/nobody/queue");

        Assert.Equal(503, answer.Status);
        var lines = await Eventually.Get(
            () => Task.FromResult(process.Logged("Warning", "Error").Where(IsOfTheRequest).ToList()), found => found.Count > 0);
        Assert.DoesNotContain(@"\n   at ", Assert.Single(lines), StringComparison.Ordinal);

        static bool IsOfTheRequest(string line) => line.Contains("/v1/agents/nobody/queue", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_and_stop_fit_on_a_page_and_log_no_warning()
    {
        var database = await NewDatabase();
        await using (var first = ProductProcess.Start(ProductProcess.Silo, ("SANCTUM_POSTGRES", database)))
        {
            await first.BecomesReady();
            await first.Terminate();
        }
        await using var process = ProductProcess.Start(ProductProcess.Silo, WithGateway, ("SANCTUM_POSTGRES", database));
        await process.BecomesReady();

        Assert.Equal(0, await process.Terminate());

        Assert.Empty(process.Logged("Warning", "Error", "Critical"));
        Assert.InRange(process.LineCount, 1, 40);
    }

    [Fact]
    public async Task Gateways_take_the_next_free_port()
    {
        var database = await NewDatabase();
        var wanted = FreePort.Next();
        (string, string)[] settings =
            [("SANCTUM_POSTGRES", database), ("Sanctum:Gateway:Url", $"http://127.0.0.1:{wanted}"),
                ("Sanctum:Gateway:NextFreePort", "true"), WithGateway];
        await using var first = ProductProcess.Start(ProductProcess.Silo, settings);
        await using var second = ProductProcess.Start(ProductProcess.Silo, settings);

        var ports = new[] { await PortOf(first), await PortOf(second) };

        Assert.Equal(2, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, wanted, wanted + 100));
    }

    private static async Task<int> PortOf(ProductProcess process)
    {
        const string Before = "The gateway listens on http://127.0.0.1:";
        var line = await Eventually.Get(
            () => Task.FromResult(
                process.Logged("Information").FirstOrDefault(line => line.Contains(Before, StringComparison.Ordinal)) ?? ""),
            line => line.Length > 0, TimeSpan.FromSeconds(60));
        var digits = line[(line.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].TakeWhile(char.IsAsciiDigit);
        return int.Parse(string.Concat(digits), CultureInfo.InvariantCulture);
    }

    // Everything that a process which is refused could have written.
    private static async Task<string> Contents(string database)
    {
        var text = "";
        foreach (var table in (string[])["schema_migration", "installation", "cluster_version", "cluster_member", "grain_state"])
            text += await Read(database, $"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} t") +
                "\n";
        return text;
    }

    private static async Task<string> NewDatabase() => await (await PostgresServer.Shared).CreateDatabase();

    private static async Task<long> Ask(string database, string sql) =>
        long.Parse(await Read(database, sql), CultureInfo.InvariantCulture);

    private static Task Execute(string database, string sql) => Read(database, sql);

    private static async Task<string> Read(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }

    private static void SaysOnce(ProductProcess process, string address)
    {
        var lines = process.Logged("Warning", "Error", "Critical").ToList();
        Assert.True(lines.Count == 1, $"{lines.Count} lines:\n{string.Join('\n', lines)}");
        Assert.Contains(address, lines[0], StringComparison.Ordinal);
    }
}
