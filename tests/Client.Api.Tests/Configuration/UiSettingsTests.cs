using System.Net.Http.Headers;
using Sanctum.Testing;

namespace Sanctum.Tests.Configuration;

/// <summary>The document holds for a whole tenant, so these tests share theirs with no others.</summary>
public sealed class UiSettingsTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string Path = "/v1/settings/ui";

    [Fact]
    public async Task A_document_is_replaced_read_by_version_and_limits_bodies_at_once()
    {
        Assert.Equal("{}", (await gateway.Get(Path))["settings"]!.ToJsonString());
        using var first = await Put("""{"uploads":{"maxBytes":2048},"speech":{"rate":1.5},"antivirus":{"enabled":true}}""");
        Assert.Equal("\"1\"", first.Headers.ETag!.Tag);
        Assert.Equal(1, (await first.ShouldBe(200))["version"]!.GetValue<int>());

        var refused = await Eventually.Get(() => Send(3_000), answer => (int)answer.StatusCode == 413);
        Assert.Contains(
            "2048 bytes", (await refused.ShouldRefuse(413, "body-too-large")).Text("detail"), StringComparison.Ordinal);
        Assert.NotEqual(413, (int)(await Send(1_000)).StatusCode);
        using var second = await Put("""{"uploads":{"maxBytes":9000}}""", version: 1);
        await second.ShouldBe(200);

        await Eventually.True(async () => (int)(await Send(3_000)).StatusCode != 413);
        Assert.Equal("""{"uploads":{"maxBytes":9000}}""", (await gateway.Get(Path))["settings"]!.ToJsonString());
        Assert.Equal(1.5, (await gateway.Get($"{Path}?version=1"))["settings"]!["speech"]!["rate"]!.GetValue<double>());
        using var stale = await Put("{}", version: 1);
        await stale.ShouldRefuse(412, "version-mismatch");
        await (await gateway.Http.GetAsync($"{Path}?version=9")).ShouldRefuse(404, "not-found");
        var audited = (await gateway.Get("/v1/admin/audit?object=settings/ui&result=ok"))["items"]!.AsArray();
        Assert.Contains(
            "\"uploads.maxBytes\":{\"after\":9000,\"before\":2048}", audited[0]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"uploads":{"maxBytes":1}}""", "uploads.maxBytes")]
    [InlineData("""{"uploads":{"maxBytes":67108865}}""", "uploads.maxBytes")]
    [InlineData("""{"speech":{"rate":"fast"}}""", "speech.rate")]
    [InlineData("""{"speech":{"language":"not a language"}}""", "speech.language")]
    [InlineData("""{"colour":"red"}""", "colour")]
    public async Task A_document_that_does_not_fit_is_refused_by_its_field(string body, string field)
    {
        using var refused = await Put(body);

        Assert.Equal([field], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private Task<HttpResponseMessage> Put(string body, int? version = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = RunningGateway.Json(body) };
        if (version is { } demanded)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{demanded}\""));
        return gateway.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> Send(int bytes) =>
        gateway.Http.PutAsync("/v1/settings/mode", RunningGateway.Json($$"""{"mode":"{{new string('x', bytes)}}"}"""));
}
