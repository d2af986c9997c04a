using System.Diagnostics;
using Npgsql;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Bench;

/// <summary>
/// Whole turns (in, lease, reply, out) with the local model, beside pgbench committing one small row per transaction on the
/// same server, in turns: A B A B. Durability is on for both.
/// </summary>
internal sealed class TurnBenchmark : IBenchmark
{
    private const int Clients = 64;
    private const int Rounds = 5;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    // For so long the compiler improves what runs often; a server runs for days.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    public string Name => "turns";

    public string Summary => "whole turns per second beside pgbench's commits per second on the same server";

    public async Task Run()
    {
        var server = await PostgresServer.Shared;
        var database = await server.CreateDatabase();
        await using var source = NpgsqlDataSource.Create(database);
        await using (
            var create = source.CreateCommand("create table bench_row (id bigserial primary key, client int, note text)"))
            await create.ExecuteNonQueryAsync();

        using var host = await BenchHost.Start(database);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => CreateAgent(grains, client)));
        await Turns(grains, WarmUp);

        using var groups = new CommitStatistics();
        var ratios = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            groups.Reset();
            var cpu = Environment.CpuUsage.TotalTime;
            var turns = await Turns(grains, Duration);
            cpu = (Environment.CpuUsage.TotalTime - cpu) / (turns * Duration.TotalSeconds);
            var grouped = $"{groups.Describe()}, {cpu.TotalMicroseconds:N0} µs of our CPU a turn";
            var commits = Pgbench(database);
            ratios.Add(turns / commits);
            Console.WriteLine(
                $"round {round}: {turns,8:N0} turns/s, pgbench {commits,8:N0} commits/s, ratio {turns / commits:N2} ({grouped})");
        }
        Console.WriteLine($"median ratio {ratios.Order().ElementAt(Rounds / 2):N2} (target 0.25)");
        await host.StopAsync();
    }

    private static Task CreateAgent(IGrainFactory grains, int client) =>
        grains.GetGrain<IAgentGrain>($"default/bench-{client}").Create(new AgentDefinition(
            $"bench-{client}", "Bench", "", new AgentPersonality("A measuring device."), new AgentCapabilities(Tools: []), []));

    private static async Task<double> Turns(IGrainFactory grains, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var queue = grains.GetGrain<IQueueGrain>($"default/bench-{client}");
            await grains.GetGrain<ISessionGrain>($"default/bench-session-{client}").Open($"bench-{client}");
            var count = 0;
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var receipt = await queue.Enqueue(new Notification(
                    Guid.CreateVersion7().ToString(), $"bench-session-{client}", SilentPlatform.Name, $"bench-{client}", "bench",
                    "hello", QueuePriority.Normal, DateTimeOffset.UtcNow));
                var outcome = await queue.WaitForOutcome(receipt.ItemId, TimeSpan.FromSeconds(20), CancellationToken.None);
                if (outcome is not { Status: QueueItemStatus.Done })
                    throw new InvalidOperationException($"A turn ended as {outcome?.Status}: {outcome?.Error}");
                count++;
            }
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Pgbench(string database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var script = Path.GetTempFileName();
        File.WriteAllText(script, "insert into bench_row (client, note) values (:client_id, 'one small row');\n");
        var start = new ProcessStartInfo(FindPgbench())
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "-n", "-M", "prepared", "-c", $"{Clients}", "-j", "2", "-T", $"{Duration.TotalSeconds:0}", "-f", script,
                "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, connection.Database!,
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        File.Delete(script);
        var line = output.Split('\n').Single(text => text.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string FindPgbench() =>
        Directory.GetDirectories("/usr/lib/postgresql").OrderDescending()
            .Select(version => Path.Combine(version, "bin", "pgbench")).FirstOrDefault(File.Exists)
        ?? "pgbench";
}
