using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Portability;

/// <summary>Exports and imports of agents by the API.</summary>
internal static class AgentFileCalls
{
    /// <summary>The file of an export that is done.</summary>
    public static async Task<byte[]> Export(HttpClient client, string agent, string query = "")
    {
        var id = (await StartExport(client, agent, query: query)).Text("id");
        var ended = await Eventually.Get(
            async () => await (await client.GetAsync($"/v1/agents/{agent}/exports/{id}")).ShouldBe(200),
            export => export["endedAt"] is not null);
        Assert.Equal("done", ended.Text("state"));
        return await client.GetByteArrayAsync(ended.Text("file"));
    }

    public static async Task<JsonNode> StartExport(HttpClient client, string agent, string? key = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agent}/exports{query}");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var accepted = await client.SendAsync(request);
        return await accepted.ShouldBe(202);
    }

    public static async Task<HttpResponseMessage> Import(HttpClient client, byte[] file, string query = "")
    {
        using var body = new ByteArrayContent(file);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return await client.PostAsync($"/v1/agents/imports{query}", body);
    }
}
