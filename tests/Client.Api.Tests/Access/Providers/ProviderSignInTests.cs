using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Sanctum.Tests;
using Sanctum.Tests.Clients;

namespace Sanctum.Access;

/// <summary>Sign-in by a real OpenID provider, begun at one gateway and ended at another.</summary>
public sealed partial class ProviderSignInTests
{
    [NodeFact]
    public async Task Account_signs_in_the_user_who_linked_it_and_nobody_by_its_name()
    {
        await using var gateways = await ProviderGateways.Start();
        var username = await gateways.Access.NewUser("viewer");
        var stranger = gateways.Browser();
        Assert.Equal("/#sign-in-failed=not-linked", await gateways.Visit(stranger, "/api/users/login/corp", username));
        using var nobody = await stranger.GetAsync("/api/users/me");
        await nobody.ShouldRefuse(401, "unauthenticated");

        var browser = await gateways.SignedIn(username);
        Assert.Equal("/", await gateways.Visit(browser, "/api/users/me/linked-accounts/corp/link", $"{username}+any"));
        var visitor = gateways.Browser();
        Assert.Equal("/chat?a=1", await gateways.Visit(
            visitor, $"/api/users/login/corp?return={Uri.EscapeDataString("/chat?a=1")}", $"{username}+any"));

        Assert.Equal(username, (await ProviderGateways.Me(visitor, gateways.First)).Text("id"));
        Assert.Equal(username, (await ProviderGateways.Me(visitor, gateways.Second)).Text("id"));
        var sessions = await Read(visitor, "/api/users/me/sessions");
        Assert.Equal("corp", sessions["items"]!.AsArray().Single(one => one!["isCurrent"]!.GetValue<bool>())!.Text("provider"));
        var linked = Assert.Single((await Read(visitor, "/api/users/me/linked-accounts"))["items"]!.AsArray())!;
        Assert.Equal(("corp", username), (linked.Text("provider"), linked.Text("name")));
        Assert.NotNull(linked["usedAt"]);
        await AuditHas(gateways, username, "account.link", "user.sign_in");
        using var signedOut = await visitor.PostAsync("/api/users/logout", null);
        await signedOut.ShouldBe(204);
        await AccessGateway.Answers(visitor, "/api/users/me", 401);
    }

    [NodeFact]
    public async Task Users_are_made_with_the_roles_of_their_groups_which_follow_and_a_taken_name_stays_its_owners()
    {
        await using var gateways = await ProviderGateways.Start();
        var ada = gateways.Browser();
        Assert.Equal("/", await gateways.Visit(ada, "/api/users/login/staff", "ada+engineers+ghosts"));
        Assert.Equal("ada", (await ProviderGateways.Me(ada, gateways.First)).Text("id"));
        Assert.Equal(["developer", "viewer"], await RolesOf(gateways, "ada"));

        // Another account of the same name, which has no group that gives a role.
        var other = gateways.Browser();
        Assert.Equal("/", await gateways.Visit(other, "/api/users/login/staff", "ada+guests"));
        Assert.Equal("ada-2", (await ProviderGateways.Me(other, gateways.First)).Text("id"));
        Assert.Equal(["viewer"], await RolesOf(gateways, "ada-2"));
        var admin = gateways.Browser();
        Assert.Equal("/", await gateways.Visit(admin, "/api/users/login/staff", "admin+guests"));
        Assert.StartsWith("user-", (await ProviderGateways.Me(admin, gateways.First)).Text("id"), StringComparison.Ordinal);

        using var given = await gateways.Access.Admin.PutAsync(
            "/api/users/ada/roles", RunningGateway.Json("""{"roles":["admin"]}"""));
        await given.ShouldBe(200);
        Assert.Equal("/", await gateways.Visit(gateways.Browser(), "/api/users/login/staff", "ada+engineers+ghosts"));
        Assert.Equal(["developer", "viewer"], await RolesOf(gateways, "ada"));
        await AuditHas(gateways, "ada", "user.create", "user.roles", "user.sign_in");
        using var disabled = await gateways.Access.Admin.PostAsync("/api/users/ada/disable", null);
        await disabled.ShouldBe(200);
        Assert.Equal("/#sign-in-failed=not-linked", await gateways.Visit(
            gateways.Browser(), "/api/users/login/staff", "ada+engineers+ghosts"));
    }

    [NodeFact]
    public async Task Last_way_to_sign_in_cannot_be_unlinked_and_unlinking_ends_what_began_by_it()
    {
        await using var gateways = await ProviderGateways.Start();
        var (browser, elsewhere) = (gateways.Browser(), gateways.Browser());
        await gateways.Visit(browser, "/api/users/login/staff", "eve");
        await gateways.Visit(elsewhere, "/api/users/login/staff", "eve");
        using var refused = await browser.DeleteAsync("/api/users/me/linked-accounts/staff");
        await refused.ShouldRefuse(409, "conflict");

        using var reset = await gateways.Access.Admin.PostAsync("/api/users/eve/reset", null);
        var token = (await reset.ShouldBe(200)).Text("token");
        using var set = await gateways.Access.Nobody.PostAsync(
            "/api/users/password", RunningGateway.Json($$"""{"token":"{{token}}","password":"{{AccessGateway.Password}}"}"""));
        await set.ShouldBe(204);
        var (again, byProvider) = (await gateways.SignedIn("eve"), gateways.Browser());
        await gateways.Visit(byProvider, "/api/users/login/staff", "eve");
        await gateways.Visit(elsewhere, "/api/users/login/staff", "eve");
        // The provider may have asked for nothing.
        using var silent = await byProvider.DeleteAsync("/api/users/me/linked-accounts/staff");
        await silent.ShouldRefuse(403, "recent-sign-in-required");
        using var unlinked = await again.DeleteAsync("/api/users/me/linked-accounts/staff");

        await unlinked.ShouldBe(204);
        Assert.Equal("eve", (await ProviderGateways.Me(again, gateways.First)).Text("id"));
        await AccessGateway.Answers(elsewhere, "/api/users/me", 401);
        using var repeated = await again.DeleteAsync("/api/users/me/linked-accounts/staff");
        await repeated.ShouldBe(204);
        Assert.Equal("/#sign-in-failed=not-linked", await gateways.Visit(gateways.Browser(), "/api/users/login/corp", "eve"));
        await gateways.Access.SignIn("eve");
    }

    [NodeFact]
    public async Task Page_that_asks_for_consent_leads_to_the_provider_and_back()
    {
        await using var gateways = await ProviderGateways.Start();
        using var created = await gateways.Access.Admin.PostAsJsonAsync(
            "/v1/oauth/clients",
            new
            {
                name = "Notes",
                kind = "public",
                redirectUris = (string[])[OAuthGateway.Redirect],
                scopes = (string[])["agents:read"],
            });
        var client = (await created.ShouldBe(201))["client"]!.Text("clientId");
        var page = QueryHelpers.AddQueryString("/oauth/authorize", new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = client,
            ["redirect_uri"] = OAuthGateway.Redirect,
            ["scope"] = "agents:read",
            ["state"] = new string('s', 400),
            ["code_challenge"] = new string('c', 43),
            ["code_challenge_method"] = "S256",
        });
        var browser = gateways.Browser();
        var toStaff = Link().Matches(await browser.GetStringAsync(page))
            .Select(link => WebUtility.HtmlDecode(link.Groups[1].Value))
            .Single(link => link.StartsWith("/api/users/login/staff?", StringComparison.Ordinal));

        var back = await gateways.Visit(browser, toStaff, "ada");

        Assert.StartsWith("/oauth/authorize?", back, StringComparison.Ordinal);
        var consent = await browser.GetStringAsync(new Uri(gateways.Second.Address, back));
        Assert.Contains("<strong>Notes</strong> wants to act for you, <strong>ada</strong>", consent, StringComparison.Ordinal);
        Assert.Contains(new string('s', 400), consent, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Answer_that_a_browser_did_not_ask_for_is_refused()
    {
        await using var gateways = await ProviderGateways.Start();
        var (victim, attacker) = (gateways.Browser(), gateways.Browser());
        var back = await ProviderGateways.Go(attacker, "/api/users/login/staff", "mallory");

        await Fails(gateways, victim, back, "expired");
        await ProviderGateways.Go(victim, "/api/users/login/staff", "eve");
        await Fails(gateways, victim, back, "expired");
        await Fails(gateways, attacker, back.Replace("/staff/", "/corp/", StringComparison.Ordinal), "expired");
        back = await ProviderGateways.Go(attacker, "/api/users/login/staff", "mallory");
        using var come = await gateways.Come(attacker, back);
        Assert.Equal("/", come.Headers.Location!.ToString());
        await Fails(gateways, attacker, back, "expired");
        back = await ProviderGateways.Go(attacker, "/api/users/login/staff", "mallory");
        await Fails(gateways, attacker, $"{back}&error=access_denied", "denied");
        back = await ProviderGateways.Go(attacker, "/api/users/login/staff", "mallory");
        await Fails(gateways, attacker, back.Replace("iss=", "iss=http%3A%2F%2Felsewhere", StringComparison.Ordinal), "invalid");
        back = await ProviderGateways.Go(attacker, "/api/users/login/staff", "mallory");
        await Fails(gateways, attacker, back.Replace("iss=", "no=", StringComparison.Ordinal), "invalid");
        back = await ProviderGateways.Go(attacker, "/api/users/login/staff", "mallory");
        await Fails(gateways, attacker, back.Replace("code=", "code=x", StringComparison.Ordinal), "provider-unavailable");
    }

    [NodeFact]
    public async Task Provider_that_is_away_is_a_clear_error_and_keeps_nobody_from_signing_in_with_a_password()
    {
        await using var gateways = await ProviderGateways.Start();
        using var answer = await gateways.Access.Nobody.GetAsync("/api/users/login/away");
        var problem = await answer.ShouldRefuse(503, "provider-unavailable");
        Assert.Contains("'away'", problem.Text("detail"), StringComparison.Ordinal);
        using var page = new HttpRequestMessage(HttpMethod.Get, "/api/users/login/away");
        page.Headers.Add("Accept", "text/html");
        using var led = await gateways.Browser().SendAsync(page);
        Assert.Equal("/#sign-in-failed=provider-unavailable", led.Headers.Location!.ToString());

        await gateways.Access.SignIn(await gateways.Access.NewUser("viewer"));
        var providers = (await Read(gateways.Access.Nobody, "/api/users/providers"))["items"]!.AsArray();
        Assert.Equal(
            [("away", "away"), ("corp", "Corporate sign-in"), ("staff", "staff")],
            providers.Select(one => (one!.Text("name"), one!.Text("displayName"))));
        foreach (var address in (string[])["//evil.test", "https://evil.test", "/\\evil.test", $"/{new string('a', 1_500)}"])
        {
            using var elsewhere = await gateways.Access.Nobody.GetAsync(
                $"/api/users/login/corp?return={Uri.EscapeDataString(address)}");
            Assert.Equal(["return"], (await elsewhere.ShouldRefuse(400, "invalid-request")).RefusedFields());
        }
        using var unknown = await gateways.Access.Nobody.GetAsync("/api/users/login/nowhere");
        await unknown.ShouldRefuse(404, "not-found");
    }

    [NodeFact]
    public async Task Account_of_one_user_cannot_be_linked_with_another_nor_after_the_session_has_ended()
    {
        await using var gateways = await ProviderGateways.Start();
        var (one, two) = (await gateways.Access.NewUser("viewer"), await gateways.Access.NewUser("viewer"));
        const string Link = "/api/users/me/linked-accounts/corp/link";
        var (first, second) = (await gateways.SignedIn(one), await gateways.SignedIn(two));
        Assert.Equal("/", await gateways.Visit(first, Link, "shared"));
        Assert.Equal("/#sign-in-failed=conflict", await gateways.Visit(second, Link, "shared"));
        Assert.Equal("/#sign-in-failed=conflict", await gateways.Visit(await gateways.SignedIn(one), Link, "another"));
        // At the provider the browser is still signed in to the account of before.
        var late = await gateways.SignedIn(two);
        var back = await ProviderGateways.Go(late, Link, "late");
        using var ended = await late.PostAsync("/api/users/logout", null);
        await ended.ShouldBe(204);

        await Fails(gateways, late, back, "not-linked");
        using var nobody = await gateways.Browser().GetAsync(Link);
        await nobody.ShouldRefuse(401, "unauthenticated");
        var old = await gateways.SignedIn(two);
        back = await ProviderGateways.Go(old, Link, "old");
        await using (var aging = gateways.First.Rows.CreateCommand(
            $"update refresh_token set created_at = now() - interval '21 minutes' where username = '{two}'"))
            await aging.ExecuteNonQueryAsync();
        await Fails(gateways, old, back, "not-linked");
        using var stale = await old.GetAsync(Link);
        await stale.ShouldRefuse(403, "recent-sign-in-required");
    }

    private static async Task Fails(ProviderGateways gateways, HttpClient browser, string path, string reason)
    {
        using var answer = await gateways.Come(browser, path);
        Assert.Equal($"/#sign-in-failed={reason}", answer.Headers.Location!.ToString());
        Assert.DoesNotContain(
            answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [],
            cookie => cookie.StartsWith("sanctum-access", StringComparison.Ordinal));
    }

    private static async Task<string[]> RolesOf(ProviderGateways gateways, string username) =>
        [.. (await Read(gateways.Access.Admin, $"/api/users/{username}"))["roles"]!.AsArray()
            .Select(role => role!.GetValue<string>()).Order(StringComparer.Ordinal)];

    private static async Task AuditHas(ProviderGateways gateways, string username, params string[] actions)
    {
        var entries = await Read(gateways.Access.Admin, $"/v1/admin/audit?object=user/{username}");
        var found = entries["items"]!.AsArray().Select(entry => entry!.Text("action")).ToArray();
        Assert.All(actions, action => Assert.Contains(action, found));
    }

    private static async Task<JsonNode> Read(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.ShouldBe(200);
    }

    [GeneratedRegex("<a href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
