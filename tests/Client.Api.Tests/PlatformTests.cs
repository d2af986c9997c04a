using System.Net.Http.Json;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class PlatformTests(RunningGateway gateway)
{
    [Fact]
    public async Task Platforms_say_what_they_can_do_and_what_they_want_to_know()
    {
        var sandbox = (await gateway.Get("/v1/platforms"))["items"]!.AsArray().Single(
            platform => platform!["name"]!.GetValue<string>() == "sandbox")!;

        Assert.False(sandbox["needsAccount"]!.GetValue<bool>());
        Assert.Equal("object", sandbox["settingsSchema"]!["type"]!.GetValue<string>());
        Assert.Contains("quietHours", sandbox["rulesSchema"]!["properties"]!.AsObject().Select(rule => rule.Key));
    }

    [Fact]
    public async Task Sessions_are_listed_by_state_and_cleaned_up()
    {
        Assert.Empty((await gateway.Get("/v1/platforms/sessions?state=corrupted"))["items"]!.AsArray());
        using var cleaned = await gateway.Http.PostAsync("/v1/platforms/sessions/clean?olderThan=7d", null);
        Assert.Equal(0, (await cleaned.ShouldBe(200))["removed"]!.GetValue<int>());

        using var unknown = await gateway.Http.GetAsync("/v1/platforms/sessions?state=lost");
        Assert.Equal(["state"], (await unknown.ShouldRefuse(400, "invalid-request")).RefusedFields());
        using var unclear = await gateway.Http.PostAsync("/v1/platforms/sessions/clean?olderThan=soon", null);
        Assert.Equal(["olderThan"], (await unclear.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task An_account_is_connected_listed_changed_paused_and_forgotten()
    {
        var agent = await gateway.CreateAgent();
        var path = $"/v1/platforms/sandbox/accounts/{agent}";
        using var connecting = await gateway.Http.PostAsJsonAsync(
            "/v1/platforms/sandbox/accounts", new { account = agent, agent });
        await connecting.ShouldBe(201);
        Assert.Equal(path, connecting.Headers.Location!.ToString());
        Assert.Contains(
            (await gateway.Get("/v1/platforms/sandbox/accounts?limit=200"))["items"]!.AsArray(),
            account => account!["account"]!.GetValue<string>() == agent);

        using var changing = await gateway.Http.PatchAsync(
            path, RunningGateway.Json("""{"rules":{"ignoredAuthors":["spam"],"botCooldownSeconds":5}}"""));
        await changing.ShouldBe(200);
        using var again = await gateway.Http.PatchAsync(path, RunningGateway.Json("""{"rules":{"botCooldownSeconds":null}}"""));
        var changed = await again.ShouldBe(200);
        Assert.Equal("""{"ignoredAuthors":["spam"]}""", changed["rules"]!.ToJsonString());
        using var pausing = await gateway.Http.PostAsync($"{path}/pause?reason=lunch", null);
        var paused = await pausing.ShouldBe(200);
        Assert.Equal(("paused", "lunch"), (paused["status"]!.GetValue<string>(), paused["statusReason"]!.GetValue<string>()));

        using var validating = await gateway.Http.PostAsync($"{path}/sessions/validate", null);
        await validating.ShouldRefuse(409, "unsupported-operation");

        using var forgetting = await gateway.Http.DeleteAsync(path);
        await forgetting.ShouldBe(200);
        using var gone = await gateway.Http.GetAsync(path);
        await gone.ShouldBe(404);
    }

    [Theory]
    [InlineData("search", "q")]
    [InlineData("search?q=%00", "q")]
    [InlineData("search?q=x&limit=101", "limit")]
    [InlineData("search?q=x&order=worst", "order")]
    [InlineData("search?q=x&author=", "author")]
    [InlineData("thread", "post")]
    public async Task A_wrong_request_to_a_platform_is_refused_before_it_is_asked(string request, string field)
    {
        using var response = await gateway.Http.GetAsync($"/v1/platforms/sandbox/accounts/anybody/{request}");

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Accounts_and_platforms_that_are_not_there_or_cannot_do_it_say_so()
    {
        using var noPlatform = await gateway.Http.GetAsync("/v1/platforms/nowhere/accounts/anybody/search?q=x");
        await noPlatform.ShouldRefuse(404, "not-found");
        using var noAccount = await gateway.Http.GetAsync("/v1/platforms/bluesky/accounts/anybody/search?q=x");
        await noAccount.ShouldRefuse(404, "not-found");
        using var unable = await gateway.Http.GetAsync("/v1/platforms/sandbox/accounts/anybody/profiles/bo");
        await unable.ShouldRefuse(409, "unsupported-operation");
    }

    [Theory]
    [InlineData("""{"account":"Not Good","agent":"a"}""", "account")]
    [InlineData("""{"account":"x","agent":"a","credentials":{"password":"p"}}""", "credentials.password")]
    [InlineData("""{"account":"x","agent":"a","settings":{"nonsense":1}}""", "settings.nonsense")]
    [InlineData("""{"account":"x","agent":"a","rules":{"stopCommand":"x"}}""", "rules.stopCommand")]
    [InlineData("""{"account":"x","agent":"a","rules":{"quietHours":{"from":"late","to":"early"}}}""", "rules.quietHours.from")]
    [InlineData(
        """{"account":"x","agent":"a","rules":{"quietHours":{"from":"22:00","to":"07:00","timeZone":"Mars/Base"}}}""",
        "rules.quietHours.timeZone")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using var response = await gateway.Http.PostAsync("/v1/platforms/sandbox/accounts", RunningGateway.Json(body));

        var problem = await response.ShouldBe(400);
        Assert.Equal(field, problem["errors"]![0]!["field"]!.GetValue<string>());
    }

    [Fact]
    public async Task People_can_be_linked_and_are_found_by_handle_too()
    {
        using var unknown = await gateway.Http.GetAsync("/v1/platforms/sandbox/profiles/nobody");
        await unknown.ShouldBe(404);
        using var linking = await gateway.Http.PostAsJsonAsync(
            "/v1/platforms/sandbox/profiles/nobody/link", new { platform = "sandbox", profileId = "somebody" });
        await linking.ShouldBe(404);
        using var misnamed = await gateway.Http.GetAsync("/v1/platforms/UPPER/accounts");
        await misnamed.ShouldBe(400);
    }
}
