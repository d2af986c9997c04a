using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Sanctum.Embeddings;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Testing;

namespace Sanctum.Bench.Memory;

/// <summary>
/// Archival memory of one agent, from a thousand passages on: inserting, searching, and what it takes of disk and memory.
/// </summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    private const string SizeOption = "--passages";
    private const int Searches = 300;
    private const int Exact = 100;
    private const int Inserts = 2_000;
    private const int Batch = 100;
    private const int Shown = 10;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    private readonly MadePassages _made = new(seed: 7);

    public string Name => "memory";

    public string Summary => $"searches of archival memory by its size, up to 100,000 passages ({SizeOption} N for another)";

    public bool IsLong => true;

    public async Task Run()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        using var host = await BenchHost.Start(
            database, ("Sanctum:Memory:Embeddings:LoadPatience", "00:01:00"),
            ("Sanctum:Memory:Embeddings:Provider", "hash"), ("Sanctum:Memory:Embeddings:MaxIndexed", "10000000"),
            ("Sanctum:Memory:Passages:MaxOfAgent", "10000000"));
        await using var rows = NpgsqlDataSource.Create(database);
        foreach (var size in AskedSizes())
            await Measure(host, rows, size);
        await host.StopAsync();
    }

    private async Task Measure(IHost host, NpgsqlDataSource rows, int size)
    {
        var agent = new GrainKey(GrainKey.DefaultTenant, $"agent-{size}");
        var before = await BytesOfTables(rows);
        await PassageRows.Write(rows, agent.Name, _made, size, host.Services.GetRequiredService<TextEmbedder>().Model!);
        var bytes = (await BytesOfTables(rows) - before) / size;
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IPassagesGrain>(agent.ToString());
        var random = new Random(11);
        string[] questions = [.. Enumerable.Range(0, Searches).Select(_ => _made.Question(size, random))];

        var load = Stopwatch.StartNew();
        await grain.Search(Query("what colour is it"));
        load.Stop();
        await Time(questions.Take(20), question => grain.Search(Query($"{question} please")));
        var joint = await Time(questions, question => grain.Search(Query(question)));
        var words = await Time(questions, question => Words(host, agent, question, size));
        var ranked = await Time(questions, question => RankedText.Search(rows, agent, question));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{size:N0} passages: joint {joint.P50:N1} / {joint.P99:N1} ms (p50 / p99), words {words.P50:N1} / {words.P99:N1}, " +
            $"ts_rank alone {ranked.P50:N1} / {ranked.P99:N1}; first search {load.Elapsed.TotalMilliseconds:N0} ms; " +
            $"{bytes:N0} bytes a passage in tables and indexes"));
        MeasureIndex(size, questions);
        Console.WriteLine($"  inserted beside them: {await Insert(grain, size):N0} passages/s, {Batch} a call");
    }

    private static async Task<object> Words(IHost host, GrainKey agent, string question, int size)
    {
        var words = host.Services.GetRequiredService<PassageWords>();
        var terms = await words.Terms(question, CancellationToken.None);
        return await words.Search(agent, terms, new PassageFilter([], null, null, null), size, 200, CancellationToken.None);
    }

    private void MeasureIndex(int size, string[] questions)
    {
        var before = Settled();
        var index = new VectorIndex<Guid>(size);
        for (var i = 0; i < size; i++)
            index.Put(new EmbeddedText<Guid>(
                IdOf(i), 1, QuantizedVector.Of(HashGenerator.Embed(_made.Text(i))), DateTimeOffset.UnixEpoch, "made", []));
        var bytes = (Settled() - before) / size;
        var exact = new ExactVectors();
        for (var i = 0; i < size; i++)
            exact.Add(IdOf(i), HashGenerator.Embed(_made.Text(i)));
        var (mine, theirs, same) = (new List<TimeSpan>(), new List<TimeSpan>(), 0);
        foreach (var query in questions.Take(Exact).Select(HashGenerator.Embed))
        {
            var begun = Stopwatch.GetTimestamp();
            var found = index.Search(QuantizedVector.Of(query), new PassageFilter([], null, null, null), 200);
            mine.Add(Stopwatch.GetElapsedTime(begun));
            begun = Stopwatch.GetTimestamp();
            var right = exact.Search(query, Shown);
            theirs.Add(Stopwatch.GetElapsedTime(begun));
            same += found.Take(Shown).Count(hit => right.Contains(hit.Id));
        }
        var (ours, brute) = (new Latencies(mine), new Latencies(theirs));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  index alone: {ours.P50:N1} / {ours.P99:N1} ms beside {brute.P50:N1} / {brute.P99:N1} ms of float32; recall@10 " +
            $"{(double)same / (Exact * Shown):0.000}; {bytes:N0} bytes of memory a vector"));
    }

    private async Task<double> Insert(IPassagesGrain grain, int size)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var first = 0; first < Inserts; first += Batch)
        {
            var number = size + first;
            await grain.Insert(
                [.. Enumerable.Range(number, Batch).Select(i => new NewPassage(Guid.NewGuid(), _made.Text(i), [], "made", 0.5))],
                "bench");
        }
        return Inserts / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<Latencies> Time<T>(IEnumerable<string> questions, Func<string, Task<T>> ask)
    {
        var took = new List<TimeSpan>();
        foreach (var question in questions)
        {
            var begun = Stopwatch.GetTimestamp();
            await ask(question);
            took.Add(Stopwatch.GetElapsedTime(begun));
        }
        return new Latencies(took);
    }

    private static async Task<long> BytesOfTables(NpgsqlDataSource rows)
    {
        await using var command = rows.CreateCommand(
            "select pg_total_relation_size('memory_passage') + pg_total_relation_size('memory_embedding')");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static PassageQuery Query(string text) => new(text, [], null, null, null, Shown);

    private static Guid IdOf(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static long Settled() => GC.GetTotalMemory(forceFullCollection: true);

    private static int[] AskedSizes() => Arguments.Find(SizeOption) is { } size
        ? [int.Parse(size, CultureInfo.InvariantCulture)]
        : Sizes;
}
