using System.Net.Http.Headers;
using System.Text;
using Sanctum.Hosting;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>The process that creates an agent from a file dies while it does.</summary>
public sealed class AgentImportCrashTests
{
    private const int Blocks = 300;
    private const int Passages = 4_000;
    private const int Messages = 4_000;
    private const int Kills = 3;

    private static readonly string[] Tables =
    [
        "grain_state where state_name in ('agent', 'session')", "memory_block", "memory_entry", "memory_wal", "memory_passage",
        "memory_embedding", "transcript_entry", "session_activity", "queue_item",
    ];

    [Fact]
    public async Task Import_that_is_killed_leaves_the_agent_whole_or_nothing_and_can_be_repeated()
    {
        await using var product = await RestartedProduct.Create(("Sanctum:Memory:Embeddings:Provider", "none"));
        var isThere = false;
        for (var kill = 0; kill < Kills && !isThere; kill++)
        {
            await using (var life = product.Start())
            {
                await life.BecomesReady();
                // Signs in, so that what is killed is the import.
                await product.Ask(life, HttpMethod.Get, "/v1/agents");
                var import = Import(product, life);
                await DiesWhile(product, kill, import);
                // Disposing it is a SIGKILL.
            }
            isThere = await product.Count("select count(*) from grain_state where state_name = 'agent'") == 1;
            await IsWhole(product, isThere);
        }

        await using var last = product.Start();
        await last.BecomesReady();
        if (!isThere)
            await product.Ask(last, HttpMethod.Post, "/v1/agents/imports?trust=true", File());
        await IsWhole(product, isThere: true);
        var agent = await product.Ask(last, HttpMethod.Get, "/v1/agents/whole");
        Assert.Equal("active", agent["status"]!.GetValue<string>());
        var listed = await product.Ask(last, HttpMethod.Get, "/v1/sessions?agent=whole");
        Assert.Equal(Messages, listed["items"]![0]!["lastSeq"]!.GetValue<int>());
    }

    // At the first kill the file is on its way; then its statement runs, and then it may be committed.
    private static Task DiesWhile(RestartedProduct product, int kill, Task import) => kill switch
    {
        0 => Task.CompletedTask,
        1 => Eventually.True(
            async () => import.IsCompleted || await product.Count(
                "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() " +
                "and query like '%insert into transcript_entry%' and query like '%insert into memory_passage%'") > 0,
            TimeSpan.FromMinutes(1)),
        _ => Eventually.True(
            async () => import.IsCompleted
                || await product.Count("select count(*) from grain_state where state_name = 'agent'") > 0,
            TimeSpan.FromMinutes(1)),
    };

    private static async Task Import(RestartedProduct product, ProductProcess life)
    {
        try
        {
            await product.Ask(life, HttpMethod.Post, "/v1/agents/imports?trust=true", File());
        }
        catch (Exception exception) when (BrokenConnection.Explains(exception))
        {
        }
    }

    private static async Task IsWhole(RestartedProduct product, bool isThere)
    {
        long[] whole = [2, Blocks, Blocks, Blocks, Passages, Passages, Messages, 1, 1];
        // What was sent before the kill may still be committed or be rolled back by the server.
        await Eventually.True(async () => await product.Count(
            "select count(*) from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid() " +
            "and query like '%insert into memory_passage%'") == 0);
        for (var i = 0; i < Tables.Length; i++)
            Assert.Equal(
                (Tables[i], isThere ? whole[i] : 0), (Tables[i], await product.Count($"select count(*) from {Tables[i]}")));
    }

    private static ByteArrayContent File()
    {
        var blocks = string.Join(',', Enumerable.Range(0, Blocks).Select(i =>
            $$"""{"id":"block-{{i}}","label":"block-{{i}}","value":"Text {{i}}.","limit":100,"description":""}"""));
        var ids = string.Join(',', Enumerable.Range(0, Blocks).Select(i => $"\"block-{i}\""));
        var passages = string.Join(',', Enumerable.Range(0, Passages).Select(i => $$"""{"text":"Passage {{i}}."}"""));
        var messages = string.Join(',', Enumerable.Range(0, Messages).Select(i =>
            $$"""
            {"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"Message {{i}}.","created_at":"2026-01-01T00:00:00Z"}
            """));
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(
            $$"""
            {"agents":[{"name":"whole","system":"A test.","block_ids":[{{ids}}],
                "messages":[{{messages}}],"passages":[{{passages}}]}],
             "blocks":[{{blocks}}]}
            """));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return content;
    }
}
