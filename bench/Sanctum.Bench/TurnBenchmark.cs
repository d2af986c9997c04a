using System.Diagnostics;
using Npgsql;
using Sanctum.Agents;
using Sanctum.Bench.Memory;
using Sanctum.Conversations;
using Sanctum.Embeddings;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Bench;

/// <summary>
/// Whole turns (in, lease, reply, out) with the local model, beside pgbench committing one small row per transaction on the
/// same server, in turns: A B A B. Durability is on for both. A third kind are turns of agents with archival memory, which is
/// searched for each message.
/// </summary>
internal sealed class TurnBenchmark : IBenchmark
{
    private const int Clients = 64;
    private const int Rounds = 5;
    private const int Passages = 1_000;
    private const string Plain = "plain";
    private const string Remembering = "remembering";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    // For so long the compiler improves what runs often; a server runs for days.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    private readonly MadePassages _made = new(seed: 7);

    public string Name => "turns";

    public string Summary =>
        "whole turns per second, of agents without and with archival memory, beside pgbench's commits per second";

    public async Task Run()
    {
        var server = await PostgresServer.Shared;
        var database = await server.CreateDatabase();
        await using var source = NpgsqlDataSource.Create(database);
        await using (
            var create = source.CreateCommand("create table bench_row (id bigserial primary key, client int, note text)"))
            await create.ExecuteNonQueryAsync();

        using var host = await BenchHost.Start(database, ("Sanctum:Memory:Embeddings:Provider", "hash"));
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var model = host.Services.GetRequiredService<TextEmbedder>().Model!;
        foreach (var client in Enumerable.Range(0, Clients))
            await PassageRows.Write(source, AgentOf(Remembering, client), _made, Passages, model);
        foreach (var kind in (string[])[Plain, Remembering])
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => CreateAgent(grains, AgentOf(kind, client))));
        await Turns(grains, Plain, WarmUp);
        await Turns(grains, Remembering, WarmUp / 3);

        using var groups = new CommitStatistics();
        var (ratios, shares) = (new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            groups.Reset();
            var cpu = Environment.CpuUsage.TotalTime;
            var turns = await Turns(grains, Plain, Duration);
            cpu = (Environment.CpuUsage.TotalTime - cpu) / (turns * Duration.TotalSeconds);
            var grouped = $"{groups.Describe()}, {cpu.TotalMicroseconds:N0} µs of our CPU a turn";
            var commits = Pgbench(database);
            ratios.Add(turns / commits);
            groups.Reset();
            var recalling = await Turns(grains, Remembering, Duration);
            shares.Add(recalling / turns);
            Console.WriteLine(
                $"round {round}: {turns,8:N0} turns/s, pgbench {commits,8:N0} commits/s, ratio {turns / commits:N2} ({grouped})");
            Console.WriteLine(
                $"         with {Passages:N0} passages: {recalling,8:N0} turns/s, {recalling / turns:P0} of those without " +
                $"({groups.Describe()})");
        }
        Console.WriteLine($"median ratio {ratios.Order().ElementAt(Rounds / 2):N2} (target 0.25)");
        Console.WriteLine(
            $"with passages, median {shares.Order().ElementAt(Rounds / 2):P0} of those without; " +
            $"{await ShareOfRecalled(source):P0} of these turns recalled some");
        await host.StopAsync();
    }

    private static string AgentOf(string kind, int client) => $"bench-{kind}-{client}";

    private static Task CreateAgent(IGrainFactory grains, string agent) =>
        grains.GetGrain<IAgentGrain>($"default/{agent}").Create(new AgentDefinition(
            agent, "Bench", "", new AgentPersonality("A measuring device."), new AgentCapabilities(Tools: []), []));

    private async Task<double> Turns(IGrainFactory grains, string kind, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var agent = AgentOf(kind, client);
            var queue = grains.GetGrain<IQueueGrain>($"default/{agent}");
            await grains.GetGrain<ISessionGrain>($"default/{agent}").Open(agent);
            var (count, random) = (0, new Random(client));
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var receipt = await queue.Enqueue(new Notification(
                    Guid.CreateVersion7().ToString(), agent, SilentPlatform.Name, agent, "bench",
                    kind == Plain ? "hello" : _made.Question(Passages, random), QueuePriority.Normal, DateTimeOffset.UtcNow));
                var outcome = await queue.WaitForOutcome(receipt.ItemId, TimeSpan.FromSeconds(20), CancellationToken.None);
                if (outcome is not { Status: QueueItemStatus.Done })
                    throw new InvalidOperationException($"A turn ended as {outcome?.Status}: {outcome?.Error}");
                count++;
            }
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> ShareOfRecalled(NpgsqlDataSource rows)
    {
        await using var command = rows.CreateCommand(
            $"select count(recalled)::float8 / greatest(count(*), 1) from transcript_entry " +
            $"where role = 'user' and session_id like 'bench-{Remembering}-%'");
        return (double)(await command.ExecuteScalarAsync())!;
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
