using Microsoft.Extensions.DependencyInjection;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>A system with plug-ins, accounts and open event streams, of which nobody wants anything.</summary>
public sealed class IdleTests : IAsyncLifetime
{
    private const int Streams = 5;
    // Looks at the queues of streams and the timers behind them come to about 100; a plug-in that spins makes 20,000.
    private const long MaxCallsInWindow = 250;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-idle-").FullName;
    private readonly CallCounts _calls = new();
    private readonly RunningGateway _gateway;

    public IdleTests() =>
        _gateway = new RunningGateway { AlsoRegister = services => services.AddSingleton<IIncomingGrainCallFilter>(_calls) };

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "First", "Second" })
            await QuietPlugin.Install(_folder, name, typeof(Plugins.IPlugin).Assembly.Location);
        // One that cannot run must be as quiet as those that do.
        await File.WriteAllTextAsync(
            Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "Broken")).FullName, "Broken.dll"), "no code");
        await _gateway.Start($"Sanctum:Plugins:Folder={_folder}");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Idle_system_makes_few_grain_calls_and_writes_no_rows()
    {
        await Eventually.True(async () => (await States()) is ["failed", "running", "running"], TimeSpan.FromMinutes(2));
        var streams = await OpenStreams();

        var seen = await Eventually.Get(
            Observe, found => found.Calls <= MaxCallsInWindow && found.Rows == 0, TimeSpan.FromMinutes(1));

        Assert.True(seen.Calls <= MaxCallsInWindow && seen.Rows == 0, $"{seen}");
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    // An observation takes the time that it takes; nothing can be waited for where nothing may happen.
    private async Task<(long Calls, long Rows, string Methods)> Observe()
    {
        var rows = await RowsWritten();
        _calls.Clear();
        await Task.Delay(Window);
        return (_calls.Total, await RowsWritten() - rows, _calls.ToString());
    }

    private async Task<long> RowsWritten()
    {
        await using var command = _gateway.Rows.CreateCommand(
            "select coalesce(sum(n_tup_ins), 0)::bigint from pg_stat_user_tables where relname not like 'orleans%'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<string[]> States() =>
        [.. (await _gateway.Get("/v1/plugins"))["items"]!.AsArray()
            .Select(plugin => plugin!["processes"]![0]!.Text("state")).Order(StringComparer.Ordinal)];

    private async Task<List<EventStream>> OpenStreams()
    {
        var streams = new List<EventStream>();
        for (var i = 0; i < Streams; i++)
        {
            var agent = await _gateway.CreateAgent();
            using var connected = await _gateway.Http.PostAsync(
                "/v1/platforms/webchat/accounts", RunningGateway.Json($$"""{"account":"idle-{{i}}","agent":"{{agent}}"}"""));
            await connected.ShouldBe(201);
            using var sent = await _gateway.Send(agent, new { text = "hello", sessionId = $"idle-{i}" }, "?wait=30s");
            await sent.ShouldBe(200);
            streams.Add(await EventStream.Open(_gateway, $"idle-{i}"));
        }
        return streams;
    }
}
