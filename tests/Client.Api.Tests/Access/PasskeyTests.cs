using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Tenants;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Passkeys, made and used by an authenticator in software.</summary>
public sealed class PasskeyTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task User_registers_a_passkey_and_signs_in_by_it_without_a_name_and_a_password()
    {
        using var key = new SoftAuthenticator();
        var (username, client) = await access.NewSignedInUser("viewer");

        using var registered = await Register(client, key, "My laptop");
        Assert.Equal("My laptop", (await registered.ShouldBe(201)).Text("name"));
        using var signedIn = await SignIn(key);

        var tokens = await signedIn.ShouldBe(200);
        Assert.Equal(username, tokens.Text("username"));
        await (await access.Client(tokens.Text("access_token")).GetAsync("/v1/agents")).ShouldBeOk();
        var kept = (await Read(client, "/api/users/me/passkeys"))["items"]!.AsArray().Single()!;
        Assert.Equal("My laptop", kept.Text("name"));
        Assert.NotNull(kept["lastUsedAt"]);
    }

    [Fact]
    public async Task Session_of_a_passkey_need_not_change_a_one_time_password_first()
    {
        await access.ResetAdmin();
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/users/machine-token");
        asked.Headers.Add("X-Machine-Key", access.MachineKey);
        using var given = await access.Nobody.SendAsync(asked);
        var machine = access.Client((await given.ShouldBe(200)).Text("access_token"));
        access.Admin.DefaultRequestHeaders.Authorization = machine.DefaultRequestHeaders.Authorization;
        using var key = new SoftAuthenticator();
        await (await Register(machine, key)).ShouldBe(201);

        using var signedIn = await SignIn(key);

        var tokens = await signedIn.ShouldBe(200);
        Assert.False(tokens["must_change_password"]!.GetValue<bool>());
        await (await access.Client(tokens.Text("access_token")).GetAsync("/v1/agents")).ShouldBeOk();
        using var refreshed = await access.Nobody.PostAsJsonAsync(
            "/api/users/refresh", new { refresh_token = tokens.Text("refresh_token") });
        Assert.False((await refreshed.ShouldBe(200))["must_change_password"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Options_ask_for_a_passkey_that_the_authenticator_keeps_and_verifies_its_user_for()
    {
        var (username, client) = await access.NewSignedInUser("viewer");
        using var key = new SoftAuthenticator();
        (await Register(client, key)).Dispose();

        var creation = await Creation(client);
        var request = await Request();

        Assert.Equal(("localhost", username), (creation["rp"]!.Text("id"), creation["user"]!.Text("name")));
        Assert.Equal("none", creation.Text("attestation"));
        var selection = creation["authenticatorSelection"]!;
        Assert.Equal(("required", "required"), (selection.Text("residentKey"), selection.Text("userVerification")));
        Assert.Equal(key.CredentialId, creation["excludeCredentials"]![0]!.Text("id"));
        Assert.Equal(("localhost", "required"), (request.Text("rpId"), request.Text("userVerification")));
        Assert.Empty(request["allowCredentials"]!.AsArray());
    }

    [Fact]
    public async Task Passkey_needs_no_code_of_an_authenticator_app_and_is_in_the_audit_log()
    {
        var (app, client) = await AuthenticatorApp.Of(access, "viewer");
        using var key = new SoftAuthenticator();
        var passkey = await (await Register(client, key)).ShouldBe(201);
        await (await SignIn(key)).ShouldBe(200);
        await (await client.DeleteAsync($"/api/users/me/passkeys/{passkey.Text("id")}")).ShouldBe(204);

        var entries = (await Read(access.Admin, $"/v1/admin/audit?object=user/{app.Username}&limit=3"))["items"]!.AsArray();

        Assert.Equal(
            ["user.passkey_delete", "user.sign_in", "user.passkey_register"], entries.Select(entry => entry!.Text("action")));
        Assert.Contains("\"factor\":\"passkey\"", entries[1]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Challenge_is_accepted_once_also_by_two_at_one_moment()
    {
        var (key, _) = await Registered();
        using var _1 = key;
        key.Counts = false;
        key.Counter = 0;
        var request = await Request();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send(key.Sign(request))));
        using var late = await Send(key.Sign(request));

        Assert.Equal([200, 401, 401, 401], answers.Select(answer => (int)answer.StatusCode).Order());
        await late.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Counter_that_goes_back_is_refused()
    {
        var (key, client) = await Registered();
        using var _1 = key;
        var username = (await Read(client, "/api/users/me")).Text("id");
        key.Counter = 10;
        await (await SignIn(key)).ShouldBe(200);

        key.Counter = 5;
        using var copied = await SignIn(key);
        await copied.ShouldRefuse(401, "invalid-credentials");
        var entry = (await Read(access.Admin, $"/v1/admin/audit?object=user/{username}&limit=1"))["items"]![0]!;
        Assert.Equal(("user.sign_in", "refused"), (entry.Text("action"), entry.Text("result")));
        key.Counter = 11;
        using var original = await SignIn(key);
        await original.ShouldBe(200);
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("relying party")]
    [InlineData("unverified")]
    [InlineData("user handle")]
    [InlineData("signature")]
    [InlineData("credential")]
    [InlineData("no text")]
    [InlineData("registration")]
    public async Task Assertion_that_is_wrong_in_one_way_is_refused(string fault)
    {
        var (key, client) = await Registered();
        using var _1 = key;
        using var other = new SoftAuthenticator();
        key.Origin = fault == "origin" ? "https://evil.example" : key.Origin;
        key.RelyingParty = fault == "relying party" ? "evil.example" : key.RelyingParty;
        key.IsVerified = fault != "unverified";
        var body = key.Sign(fault == "registration" ? await Creation(client) : await Request());
        if (fault == "user handle")
            body["userHandle"] = "AAAAAAAAAAAAAAAAAAAAAA";
        if (fault == "signature")
            body["signature"] = other.Sign(await Request()).Text("signature");
        if (fault == "credential")
            body["id"] = other.CredentialId;
        if (fault == "no text")
            body["authenticatorData"] = "not Base64Url!";

        using var refused = await Send(body);

        await refused.ShouldRefuse(401, "invalid-credentials");
    }

    [Theory]
    [InlineData("origin", "attestationObject")]
    [InlineData("relying party", "attestationObject")]
    [InlineData("unverified", "attestationObject")]
    [InlineData("nonsense", "attestationObject")]
    [InlineData("sign-in", "clientDataJson")]
    [InlineData("another user", "clientDataJson")]
    [InlineData("name", "name")]
    public async Task Registration_that_is_wrong_in_one_way_is_refused_with_the_field(string fault, string field)
    {
        var (_, client) = await access.NewSignedInUser("viewer");
        var (_, stranger) = await access.NewSignedInUser("viewer");
        using var key = new SoftAuthenticator();
        key.Origin = fault == "origin" ? "https://evil.example" : key.Origin;
        key.RelyingParty = fault == "relying party" ? "evil.example" : key.RelyingParty;
        key.IsVerified = fault != "unverified";
        var options = await Creation(fault == "another user" ? stranger : client);
        if (fault == "sign-in")
            options["challenge"] = (await Request()).Text("challenge");
        var body = key.Create(options, fault == "name" ? new string('n', 101) : "A key");
        if (fault == "nonsense")
            body["attestationObject"] = "AAAA";

        using var refused = await client.PostAsJsonAsync("/api/users/me/passkeys", body);

        Assert.Equal([field], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Registration_is_accepted_once_and_up_to_twenty_passkeys()
    {
        var (username, client) = await access.NewSignedInUser("viewer");
        using var key = new SoftAuthenticator();
        var body = key.Create(await Creation(client));
        await (await client.PostAsJsonAsync("/api/users/me/passkeys", body)).ShouldBe(201);
        using var again = await client.PostAsJsonAsync("/api/users/me/passkeys", body);
        await again.ShouldRefuse(409, "conflict");
        await Execute(
            $"""
            insert into passkey
            select tenant, gen_random_uuid(), username, name, credential_id || n, public_key, 0, false, now(), null
            from passkey, generate_series(1, 19) as n where username = '{username}'
            """);

        using var beyond = await client.PostAsync("/api/users/me/passkeys/options", null);

        await beyond.ShouldRefuse(409, "conflict");
    }

    [Fact]
    public async Task Passkeys_change_after_a_recent_sign_in_only()
    {
        var (key, client) = await Registered();
        using var _1 = key;
        var creation = await Creation(client);
        var id = (await Read(client, "/api/users/me/passkeys"))["items"]![0]!.Text("id");
        var session = (await Read(client, "/api/users/me")).Text("session");
        await Execute($"update refresh_token set created_at = now() - interval '11 minutes' where session_id = '{session}'");

        using var options = await client.PostAsync("/api/users/me/passkeys/options", null);
        await options.ShouldRefuse(403, "recent-sign-in-required");
        using var fresh = new SoftAuthenticator();
        using var registered = await client.PostAsJsonAsync("/api/users/me/passkeys", fresh.Create(creation));
        await registered.ShouldRefuse(403, "recent-sign-in-required");
        using var deleted = await client.DeleteAsync($"/api/users/me/passkeys/{id}");
        await deleted.ShouldRefuse(403, "recent-sign-in-required");
    }

    [Fact]
    public async Task Deleted_passkey_and_that_of_a_disabled_user_sign_in_no_more()
    {
        var (key, client) = await Registered();
        using var _1 = key;
        var (_, stranger) = await access.NewSignedInUser("viewer");
        var id = (await Read(client, "/api/users/me/passkeys"))["items"]![0]!.Text("id");
        using var foreign = await stranger.DeleteAsync($"/api/users/me/passkeys/{id}");
        await foreign.ShouldRefuse(404, "not-found");
        using var deleted = await client.DeleteAsync($"/api/users/me/passkeys/{id}");
        await deleted.ShouldBe(204);
        using var late = await SignIn(key);
        await late.ShouldRefuse(401, "invalid-credentials");

        var (other, user) = await Registered();
        using var _2 = other;
        var username = (await Read(user, "/api/users/me")).Text("id");
        (await access.Admin.PostAsync($"/api/users/{username}/disable", null)).Dispose();
        using var off = await SignIn(other);
        await off.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Passkey_of_another_tenant_signs_in_there_alone()
    {
        var tenant = await TestTenant.Create(access);
        using var key = new SoftAuthenticator();
        await (await Register(tenant.Admin, key)).ShouldBe(201);

        using var here = await SignIn(key);
        await here.ShouldRefuse(401, "invalid-credentials");
        using var there = await SignIn(key, tenant.Name);
        await there.ShouldBe(200);
    }

    private async Task<(SoftAuthenticator Key, HttpClient Client)> Registered()
    {
        var key = new SoftAuthenticator();
        var (_, client) = await access.NewSignedInUser("viewer");
        await (await Register(client, key)).ShouldBe(201);
        return (key, client);
    }

    private static async Task<HttpResponseMessage> Register(HttpClient client, SoftAuthenticator key, string name = "A key") =>
        await client.PostAsJsonAsync("/api/users/me/passkeys", key.Create(await Creation(client), name));

    private static async Task<JsonNode> Creation(HttpClient client)
    {
        using var answer = await client.PostAsync("/api/users/me/passkeys/options", null);
        return await answer.ShouldBe(200);
    }

    private async Task<JsonNode> Request(string? tenant = null)
    {
        using var answer = await access.Nobody.PostAsJsonAsync("/api/users/login/passkey/options", new { tenant });
        return await answer.ShouldBe(200);
    }

    private async Task<HttpResponseMessage> SignIn(SoftAuthenticator key, string? tenant = null)
    {
        var body = key.Sign(await Request(tenant));
        body["tenant"] = tenant;
        return await Send(body);
    }

    private Task<HttpResponseMessage> Send(JsonObject body) => access.Nobody.PostAsJsonAsync("/api/users/login/passkey", body);

    private static async Task<JsonNode> Read(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.ShouldBe(200);
    }

    private async Task Execute(string sql)
    {
        await using var command = access.Gateway.Rows.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
