using System.Net.Http.Json;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>The message mode holds for a whole system, so these tests share theirs with no others.</summary>
public sealed class SettingsTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task The_message_mode_is_read_chosen_and_audited_and_holds_for_messages_of_the_API()
    {
        var agent = await gateway.CreateAgent();
        var before = await gateway.Get("/v1/settings");
        Assert.Null((await gateway.Get("/api/status"))["messageMode"]);
        Assert.Equal(
            ("live", true, true), (before.Text("messageMode"), before["isDefault"]!.GetValue<bool>(), before["since"] is null));

        await Choose("echo");
        await Eventually.True(
            async () => (await Ask(agent, "hello")).ToJsonString().Contains("[Username: @ann] hello", StringComparison.Ordinal));
        await Choose("listen");
        await Eventually.True(async () => (await Ask(agent, "hello"))["stopReason"]?.GetValue<string>() == "listen_mode");

        var after = await gateway.Get("/v1/settings");
        Assert.Equal(("listen", false), (after.Text("messageMode"), after["isDefault"]!.GetValue<bool>()));
        await Eventually.True(async () => (await gateway.Get("/api/status"))["messageMode"]?.GetValue<string>() == "listen");
        var audited = (await gateway.Get("/v1/admin/audit?action=settings.mode&object=settings/mode"))["items"]!.AsArray();
        Assert.Equal(2, audited.Count);
        Assert.Contains("listen", audited[0]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"mode":"loud"}""")]
    [InlineData("""{"mode":"1"}""")]
    [InlineData("""{}""")]
    public async Task An_unknown_mode_is_refused_by_the_name_of_its_field(string body)
    {
        using var answer = await gateway.Http.PutAsync("/v1/settings/mode", RunningGateway.Json(body));

        Assert.Equal(["mode"], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private async Task Choose(string mode)
    {
        using var answer = await gateway.Http.PutAsJsonAsync("/v1/settings/mode", new { mode });
        Assert.Equal(mode, (await answer.ShouldBe(200)).Text("messageMode"));
    }

    private async Task<System.Text.Json.Nodes.JsonNode> Ask(string agent, string text)
    {
        using var answer = await gateway.Send(agent, new { text, from = "ann" }, "?wait=30s");
        return await answer.ShouldBe(200);
    }
}
