using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Embeddings;
using Sanctum.Hosting;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>The process that embeds transcripts is killed in the middle of it.</summary>
public sealed class EntryEmbeddingCrashTests
{
    private const int Turns = 8;
    private const int Batch = 4;

    [Fact]
    public async Task Embedding_continues_after_a_kill_where_it_was()
    {
        await using var server = await EmbeddingServer.Start();
        await using var product = await RestartedProduct.Create(server.Settings(batch: Batch));
        IReadOnlyList<string> before;
        await using (var first = product.Start())
        {
            await first.BecomesReady();
            await product.Ask(first, HttpMethod.Post, "/v1/agents", JsonContent.Create(
                new { name = "ada", personality = new { core_identity = "A test." } }));
            for (var turn = 0; turn < Turns; turn++)
                await product.Ask(
                    first, HttpMethod.Post, "/v1/agents/ada/messages?wait=30s",
                    JsonContent.Create(new { text = $"report {turn} on my car", sessionId = "first" }));
            // The question, and one batch of entries.
            server.HangsAfter = 1 + Batch;
            Assert.Equal("partial", $"{(await Search(product, first))["vectors"]}");
            await Eventually.True(async () => await product.Count("select count(vector) from transcript_embedding") == Batch);
            before = [.. server.Embedded.Where(IsReport)];
            // Disposing it is a SIGKILL.
        }
        server.HangsAfter = int.MaxValue;

        await using var next = product.Start();
        await next.BecomesReady();

        // Nobody searches: the lifeline finds what is left.
        await Eventually.True(
            async () => await product.Count("select count(*) - count(vector) from transcript_embedding") == 0,
            TimeSpan.FromMinutes(2));
        Assert.Equal(2 * Turns, await product.Count("select count(*) from transcript_embedding"));
        Assert.All(before, text => Assert.Single(server.Embedded, text));
        Assert.Equal(Turns, server.Embedded.Count(IsReport));
        var found = await Eventually.Get(() => Search(product, next), answer => $"{answer["vectors"]}" == "complete");
        Assert.InRange(found["items"]!.AsArray().Count, Turns, 10);
    }

    private static bool IsReport(string text) => text.StartsWith("report", StringComparison.Ordinal);

    private static Task<JsonNode> Search(RestartedProduct product, ProductProcess process) =>
        product.Ask(process, HttpMethod.Get, "/v1/agents/ada/recall?q=automobile");
}
