using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>The process that imports a file dies while it does.</summary>
public sealed class ImportCrashTests
{
    private const int Lines = 20_000;
    private const int Kills = 2;

    [Fact]
    public async Task Import_that_is_killed_in_its_middle_continues_after_the_restart_and_doubles_nothing()
    {
        // What is embedded besides would only take time.
        await using var product = await RestartedProduct.Create(("Sanctum:Memory:Embeddings:Provider", "none"));
        await using (var first = product.Start())
        {
            await first.BecomesReady();
            using var agent = JsonContent.Create(
                new { name = "ada", personality = new { core_identity = "A test." } });
            await product.Ask(first, HttpMethod.Post, "/v1/agents", agent);
            using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(
                string.Join('\n', Enumerable.Range(0, Lines).Select(i => $$"""{"text":"Line {{i}} of the file"}"""))));
            file.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            await product.Ask(first, HttpMethod.Post, "/v1/agents/ada/passages/imports?file=lines.jsonl", file);
            await IsBeyond(product, 0);
        }
        for (var kill = 1; kill < Kills; kill++)
        {
            var before = await product.Count("select position from memory_import");
            await using var next = product.Start();
            await IsBeyond(product, before);
        }
        Assert.InRange(await product.Count("select position from memory_import"), 1, Lines - 1);

        await using var last = product.Start();
        await last.BecomesReady();
        var import = await Eventually.Get(
            async () => (await product.Ask(last, HttpMethod.Get, "/v1/agents/ada/passages/imports"))["items"]![0]!,
            found => found["endedAt"] is not null, TimeSpan.FromMinutes(3));

        Assert.Equal("done", import["state"]!.GetValue<string>());
        Assert.Equal((Lines, Lines), (import["read"]!.GetValue<int>(), import["inserted"]!.GetValue<int>()));
        Assert.Equal(Lines, await product.Count("select count(*) from memory_passage"));
        Assert.Equal(Lines, await product.Count("select count(distinct text) from memory_passage"));
        Assert.Equal(0, await product.Count("select count(*) from memory_import_content"));
    }

    private static Task IsBeyond(RestartedProduct product, long before) => Eventually.True(
        async () => await product.Count("select coalesce(max(position), 0) from memory_import") > before,
        TimeSpan.FromMinutes(2));
}
