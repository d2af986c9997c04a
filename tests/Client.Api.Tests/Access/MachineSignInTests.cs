using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Who can read the machine key, and who has a link that was made with it.</summary>
public sealed class MachineSignInTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task Machine_key_gives_tokens_of_admin_that_work_and_are_refreshed_also_with_a_one_time_password()
    {
        await access.ResetAdmin();

        var tokens = await Ask("/api/users/machine-token");

        var machine = access.Client(tokens.Text("access_token"));
        Assert.False(tokens["must_change_password"]!.GetValue<bool>());
        Assert.Equal(("user", "admin"), await Me(machine));
        await (await machine.GetAsync("/api/users")).ShouldBeOk();
        using var refreshed = await access.Nobody.PostAsJsonAsync(
            "/api/users/refresh", new { refresh_token = tokens.Text("refresh_token") });
        var next = await refreshed.ShouldBe(200);
        Assert.False(next["must_change_password"]!.GetValue<bool>());
        await (await access.Client(next.Text("access_token")).GetAsync("/api/users")).ShouldBeOk();
        access.Admin.DefaultRequestHeaders.Authorization = machine.DefaultRequestHeaders.Authorization;
        var entry = (await Read("/v1/admin/audit?action=user.sign_in&object=user/admin&limit=1"))["items"]![0]!;
        Assert.Equal(("user/admin", "ok"), (entry.Text("actor"), entry.Text("result")));
        Assert.Contains("machine", entry["details"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/users/machine-token")]
    [InlineData("/api/users/sign-in-links")]
    [InlineData("/api/users/reset-admin")]
    public async Task Another_key_or_none_is_refused(string path)
    {
        using var wrong = await Send(path, "guessed");
        using var empty = await Send(path, "");
        using var without = await access.Nobody.PostAsync(path, null);

        foreach (var refused in new[] { wrong, empty, without })
            Assert.DoesNotContain(
                access.MachineKey, (await refused.ShouldRefuse(401, "invalid-credentials")).ToJsonString(),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_signs_a_browser_in_once_by_cookies_and_no_row_holds_its_code()
    {
        var link = await Ask("/api/users/sign-in-links");
        var code = link.Text("code");
        Assert.Equal($"{access.Gateway.Address}#sign-in={code}", link.Text("link"));
        Assert.DoesNotContain(code, await Rows("sign_in_link"), StringComparison.Ordinal);
        Assert.DoesNotContain(code, await Rows("audit_entry"), StringComparison.Ordinal);

        using var exchanged = await Exchange(code);
        var answer = await exchanged.ShouldBe(200);

        Assert.Null(answer["access_token"]);
        var browser = access.Client(null);
        browser.DefaultRequestHeaders.Add(
            "Cookie", exchanged.Headers.GetValues("Set-Cookie").Single(
                cookie => cookie.StartsWith("sanctum-access=", StringComparison.Ordinal)).Split(';')[0]);
        Assert.Equal(("user", "admin"), await Me(browser));
        using var again = await Exchange(code);
        await again.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Link_that_two_use_at_once_is_for_one_of_them()
    {
        var code = (await Ask("/api/users/sign-in-links")).Text("code");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Exchange(code)));

        Assert.Single(answers, answer => (int)answer.StatusCode == 200);
        Assert.Equal(7, answers.Count(answer => (int)answer.StatusCode == 401));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Link_that_has_expired_is_refused()
    {
        var code = (await Ask("/api/users/sign-in-links")).Text("code");
        await using (var command = access.Gateway.Rows.CreateCommand("update sign_in_link set expires_at = now()"))
            await command.ExecuteNonQueryAsync();

        using var refused = await Exchange(code);

        await refused.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Links_are_bounded_and_the_oldest_ends_first()
    {
        var first = (await Ask("/api/users/sign-in-links")).Text("code");
        for (var i = 0; i < 100; i++)
            await Ask("/api/users/sign-in-links");

        await using var command = access.Gateway.Rows.CreateCommand("select count(*) from sign_in_link");
        Assert.Equal(100L, await command.ExecuteScalarAsync());
        using var refused = await Exchange(first);
        await refused.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Page_of_another_site_can_neither_use_a_link_nor_act_by_the_cookies()
    {
        var code = (await Ask("/api/users/sign-in-links")).Text("code");
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/api/users/sign-in-links/exchange")
        {
            Content = JsonContent.Create(new { code }),
        };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var refused = await access.Nobody.SendAsync(foreign);
        await refused.ShouldRefuse(403, "cross-site");
        using var exchanged = await Exchange(code);
        var cookies = exchanged.Headers.GetValues("Set-Cookie").ToArray();

        Assert.All(cookies, cookie => Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase));
        using var command = new HttpRequestMessage(HttpMethod.Post, "/v1/sessions/some/cancel");
        command.Headers.Add("Cookie", cookies.Select(cookie => cookie.Split(';')[0]));
        command.Headers.Add("Origin", "https://evil.example");
        using var forged = await access.Nobody.SendAsync(command);
        await forged.ShouldRefuse(403, "cross-site");
    }

    [Fact]
    public async Task Machine_does_not_stand_for_an_admin_whom_somebody_disabled()
    {
        await using var other = new AccessGateway();
        await other.Start(isRequired: true);
        var (_, boss) = await other.NewSignedInUser("admin");
        (await boss.PostAsync("/api/users/admin/disable", null)).EnsureSuccessStatusCode().Dispose();

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users/machine-token");
        request.Headers.Add("X-Machine-Key", other.MachineKey);
        using var refused = await other.Nobody.SendAsync(request);

        await refused.ShouldRefuse(409, "conflict");
        Assert.NotEmpty(await other.ResetAdmin());
    }

    private async Task<JsonNode> Ask(string path)
    {
        using var answer = await Send(path, access.MachineKey);
        return await answer.ShouldBe(200);
    }

    private Task<HttpResponseMessage> Send(string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("X-Machine-Key", key);
        return access.Nobody.SendAsync(request);
    }

    private Task<HttpResponseMessage> Exchange(string code) =>
        access.Nobody.PostAsJsonAsync("/api/users/sign-in-links/exchange", new { code });

    private async Task<JsonNode> Read(string path)
    {
        using var answer = await access.Admin.GetAsync(path);
        return await answer.ShouldBe(200);
    }

    private static async Task<(string Kind, string Id)> Me(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/users/me");
        var me = await answer.ShouldBe(200);
        return (me.Text("kind"), me.Text("id"));
    }

    private async Task<string> Rows(string table)
    {
        await using var command = access.Gateway.Rows.CreateCommand(
            $"select coalesce(string_agg(t::text, ' '), '') from {table} t");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
