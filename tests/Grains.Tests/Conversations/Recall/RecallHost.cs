using Sanctum.Embeddings;
using Sanctum.Testing;

namespace Sanctum.Conversations;

/// <summary>A host with an agent whose transcripts are searched by meaning, with a stand-in for the embedding model.</summary>
internal sealed class RecallHost : IAsyncDisposable
{
    private RecallHost(SanctumHost host, string agent) => (Host, Agent) = (host, agent);

    public SanctumHost Host { get; }

    public string Agent { get; }

    /// <summary>Starts on a database, with its agent, or on a new one.</summary>
    public static async Task<RecallHost> Start(
        EmbeddingServer server, (string Database, string Agent)? before = null, string provider = "openai",
        params (string, string)[] settings)
    {
        var database = before?.Database ?? await NewDatabase();
        var host = await new SanctumHost().Start(
            [("SANCTUM_POSTGRES", database), .. server.Settings(provider), .. settings]);
        return new RecallHost(host, before?.Agent ?? await host.NewAgent());
    }

    public static async Task<string> NewDatabase() => await (await PostgresServer.Shared).CreateMigratedDatabase();

    /// <summary>Has the agent answer a message. What it answers repeats the message.</summary>
    public async Task Say(string session, string text) => await Host.Ended(Agent, await Host.Send(Agent, session, text));

    public Task<RecallHits> Find(string text, RecallBy by = RecallBy.Both) => Find(new RecallQuery(text) { By = by });

    public Task<RecallHits> Find(RecallQuery query, string tenant = "default") =>
        Host.Grains.GetGrain<IRecallWorker>($"{tenant}/{Agent}").Find(query);

    /// <summary>The same, once all entries have their vectors.</summary>
    public Task<RecallHits> Embedded(string text, RecallBy by = RecallBy.Both) =>
        Eventually.Get(() => Find(text, by), found => found.Vectors == VectorUse.Complete);

    public Task<long> CountVectors() => Host.Count("select count(*) from transcript_embedding where vector is not null");

    public ValueTask DisposeAsync() => new(Host.DisposeAsync());
}
