using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Embeddings;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Testing;

namespace Sanctum.Bench.Memory;

/// <summary>How well archival memory finds the one passage that answers, beside what full text search does by itself.</summary>
internal sealed class SearchQualityBenchmark : IBenchmark
{
    private const string ProviderOption = "--provider";
    private const string OthersOption = "--distractors";
    private const int Planted = 500;
    private const int MaxQuestions = 2_000;
    private const int Batch = 100;
    private const int Shown = 10;
    private const int Candidates = 200;
    private static readonly PassageFilter Any = new([], null, null, null);

    public string Name => "memory-quality";

    public string Summary => $"whether searches find what answers ({ProviderOption} NAME, {OthersOption} N)";

    public bool IsLong => true;

    public async Task Run()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        using var host = await BenchHost.Start(
            database, ("Sanctum:Memory:Embeddings:LoadPatience", "00:01:00"),
            ("Sanctum:Memory:Embeddings:Provider", Arguments.Find(ProviderOption) ?? "hash"));
        await using var rows = NpgsqlDataSource.Create(database);
        var home = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var texts = PackageTexts.Read(home);
        Console.WriteLine(
            $"documentation of {texts.Packages} packages and assemblies of .NET, {texts.All.Count:N0} passages; licences as " +
            "they name them:");
        foreach (var (licence, packages) in texts.Licences)
            Console.WriteLine($"  {packages,4}  {licence}");
        await Compare(host, rows, "packages", texts.All, []);
        var others = int.Parse(Arguments.Find(OthersOption) ?? "100000", CultureInfo.InvariantCulture);
        var (planted, beside) = PlantedFacts.Make(Planted, others);
        await Compare(host, rows, "planted", planted, beside);
        await host.StopAsync();
    }

    private static async Task Compare(
        IHost host, NpgsqlDataSource rows, string name, IReadOnlyList<Asked> asked, IReadOnlyList<string> beside)
    {
        var agent = new GrainKey(GrainKey.DefaultTenant, name);
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IPassagesGrain>(agent.ToString());
        await Fill(grain, [.. asked.Select(one => one.Answer), .. beside]);
        var index = await Load(host, agent);
        var words = host.Services.GetRequiredService<PassageWords>();
        var embedder = host.Services.GetRequiredService<TextEmbedder>();
        var all = asked.Count + beside.Count;
        var step = Math.Max(1, asked.Count / MaxQuestions);
        (Asked One, Guid Answer)[] questions = [.. asked.Select((one, i) => (one, IdOf(i))).Where((_, i) => i % step == 0)];

        Console.WriteLine($"\n{name}: {questions.Length:N0} questions, {all:N0} passages");
        Console.WriteLine("| | recall@10 | MRR | nDCG@10 |");
        Console.WriteLine("|---|---|---|---|");
        await Print("ts_rank alone", question => RankedText.Search(rows, agent, question));
        await Print("words", async question =>
        {
            var terms = await words.Terms(question, CancellationToken.None);
            return [.. (await words.Search(agent, terms, Any, all, Shown, CancellationToken.None)).Select(hit => hit.Id)];
        });
        await Print("vectors", async question =>
            [.. index.Search(await embedder.EmbedQuery(question), Any, Candidates).Take(Shown).Select(hit => hit.Id)]);
        await Print("both", async question =>
        {
            var found = await grain.Search(new PassageQuery(question, [], null, null, null, Shown));
            return [.. found.Items.Select(hit => hit.Passage.Id)];
        });

        async Task Print(string what, Func<string, Task<Guid[]>> search)
        {
            var (recall, mrr, gain) = (0.0, 0.0, 0.0);
            foreach (var (one, answer) in questions)
            {
                if (Array.IndexOf(await search(one.Question), answer) is >= 0 and var place)
                {
                    recall++;
                    mrr += 1.0 / (place + 1);
                    gain += 1 / Math.Log2(place + 2);
                }
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {recall / questions.Length:0.000} | {mrr / questions.Length:0.000} | " +
                $"{gain / questions.Length:0.000} |"));
        }
    }

    private static async Task Fill(IPassagesGrain grain, string[] texts)
    {
        for (var first = 0; first < texts.Length; first += Batch)
            await grain.Insert(
                [
                    .. Enumerable.Range(first, Math.Min(Batch, texts.Length - first))
                        .Select(i => new NewPassage(IdOf(i), texts[i], [], "bench", 0.5)),
                ],
                "bench");
        while ((await grain.Search(new PassageQuery("anything", [], null, null, null, 1))).Vectors != VectorUse.Complete)
            await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static async Task<VectorIndex<Guid>> Load(IHost host, GrainKey agent)
    {
        var store = host.Services.GetRequiredService<EmbeddingStore>();
        var model = host.Services.GetRequiredService<TextEmbedder>().Model!;
        var index = new VectorIndex<Guid>(int.MaxValue);
        EmbeddedText<Guid>? after = null;
        ImmutableArray<EmbeddedText<Guid>> page;
        do
        {
            page = await store.Load(agent, model, after, 2_000, CancellationToken.None);
            foreach (var passage in page)
                index.Put(passage);
            after = page.IsEmpty ? after : page[^1];
        }
        while (!page.IsEmpty);
        return index;
    }

    private static Guid IdOf(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}
