using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Sanctum.Tests.Configuration;

[Collection(SharedGateway.Name)]
public sealed class FlagTests(RunningGateway gateway)
{
    private readonly string _flag = $"flag-{Guid.NewGuid():N}";

    private string Path => $"/v1/flags/{_flag}";

    [Fact]
    public async Task A_flag_is_off_until_it_is_set_and_again_when_it_is_deleted_and_each_change_is_audited()
    {
        var unset = await gateway.Get(Path);
        Assert.Equal(
            (_flag, false, true, 0),
            (unset.Text("name"), unset["enabled"]!.GetValue<bool>(), unset["isDefault"]!.GetValue<bool>(),
                unset["version"]!.GetValue<int>()));

        using var first = await gateway.Http.PutAsJsonAsync(Path, new { enabled = true, description = "Plans" });
        await first.ShouldBe(200);
        using var stale = new HttpRequestMessage(HttpMethod.Put, Path) { Content = JsonContent.Create(new { enabled = false }) };
        stale.Headers.IfMatch.Add(new EntityTagHeaderValue("\"7\""));
        using var refused = await gateway.Http.SendAsync(stale);
        await refused.ShouldRefuse(412, "version-mismatch");

        var set = await gateway.Get(Path);
        Assert.Equal(("\"1\"", true, "Plans"),
            (first.Headers.ETag!.Tag, set["enabled"]!.GetValue<bool>(), set.Text("description")));
        Assert.Contains((await gateway.Get("/v1/flags"))["items"]!.AsArray(), flag => flag!.Text("name") == _flag);
        Assert.Equal(204, (int)(await gateway.Http.DeleteAsync(Path)).StatusCode);
        await (await gateway.Http.DeleteAsync(Path)).ShouldRefuse(404, "not-found");
        Assert.True((await gateway.Get(Path))["isDefault"]!.GetValue<bool>());
        var audited = (await gateway.Get($"/v1/admin/audit?object=flag/{_flag}"))["items"]!.AsArray();
        Assert.Equal(
            ["flag.delete", "flag.delete", "flag.put", "flag.put"], audited.Select(entry => entry!.Text("action")));
        Assert.Contains("\"enabled\":{\"after\":true,\"before\":false}", audited[3]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/flags/No", "{\"enabled\":true}", "flag")]
    [InlineData("/v1/flags/yes", "{}", "enabled")]
    [InlineData("/v1/flags/yes", "{\"enabled\":true,\"description\":\"a\\u0000\"}", "description")]
    public async Task A_flag_that_is_none_is_refused_by_its_field(string path, string body, string field)
    {
        using var refused = await gateway.Http.PutAsync(path, RunningGateway.Json(body));

        Assert.Equal([field], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }
}
