using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Tenants;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>One-time codes of an authenticator app, and recovery codes.</summary>
public sealed class TotpTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task User_enrols_an_app_and_the_password_alone_signs_in_no_more()
    {
        var (username, client) = await access.NewSignedInUser("viewer");
        using var enrolled = await client.PostAsJsonAsync("/api/users/me/totp", new { password = AccessGateway.Password });
        var enrolment = await enrolled.ShouldBe(200);
        var secret = enrolment.Text("secret");
        Assert.Equal(
            $"otpauth://totp/Sanctum:{username}?secret={secret}&issuer=Sanctum&algorithm=SHA1&digits=6&period=30",
            enrolment.Text("uri"));
        Assert.True(enrolled.Headers.CacheControl?.NoStore);
        // Until a code has come, the password is enough.
        await access.SignIn(username);
        Assert.False((await Read(client, "/api/users/me/totp"))["isOn"]!.GetValue<bool>());

        using var wrong = await client.PostAsJsonAsync("/api/users/me/totp/confirm", new { code = "000000x" });
        await wrong.ShouldRefuse(401, "invalid-credentials");
        using var confirmed = await client.PostAsJsonAsync(
            "/api/users/me/totp/confirm", new { code = AuthenticatorApp.CodeOf(secret) });
        var codes = (await confirmed.ShouldBe(200))["recoveryCodes"]!.AsArray();

        Assert.Equal(10, codes.Select(code => code!.GetValue<string>()).Distinct().Count());
        using var asked = await access.TrySignIn(username, AccessGateway.Password);
        var problem = await asked.ShouldRefuse(401, "second-factor-required");
        Assert.StartsWith($"challenge_{username}~", problem.Text("challenge"), StringComparison.Ordinal);
        Assert.Null(problem["access_token"]);
        Assert.Equal(10, (await Read(client, "/api/users/me/totp"))["recoveryCodes"]!.GetValue<int>());
        Assert.True((await Read(access.Admin, $"/api/users/{username}"))["hasTotp"]!.GetValue<bool>());
        using var again = await client.PostAsJsonAsync("/api/users/me/totp", new { password = AccessGateway.Password });
        await again.ShouldRefuse(409, "conflict");
    }

    [Fact]
    public async Task Code_signs_in_once_and_a_cookie_can_have_the_tokens()
    {
        var (app, _) = await AuthenticatorApp.Of(access, "viewer");
        var code = app.Code;

        var (client, _) = await app.SignIn($"{code[..3]} {code[3..]}");
        await (await client.GetAsync("/v1/agents")).ShouldBeOk();
        using var replayed = await app.TrySignIn(code);
        await replayed.ShouldRefuse(401, "invalid-credentials");

        await app.Later();
        using var inCookie = await access.Nobody.PostAsJsonAsync(
            "/api/users/login/totp", new { challenge = await app.Challenge(), code = app.Code, cookie = true });
        Assert.Null((await inCookie.ShouldBe(200))["access_token"]);
        Assert.Equal(2, inCookie.Headers.GetValues("Set-Cookie").Count());
    }

    [Fact]
    public async Task Of_sign_ins_with_one_code_at_one_moment_one_succeeds()
    {
        var (app, _) = await AuthenticatorApp.Of(access, "viewer");
        var challenges = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Challenge()));
        var code = app.Code;

        var answers = await Task.WhenAll(challenges.Select(challenge => app.Send(challenge, code)));

        Assert.Equal([200, 401, 401, 401], answers.Select(answer => (int)answer.StatusCode).Order());
    }

    [Fact]
    public async Task Of_sign_ins_with_one_challenge_at_one_moment_one_succeeds()
    {
        var (app, _) = await AuthenticatorApp.Of(access, "viewer");
        var challenge = await app.Challenge();

        var answers = await Task.WhenAll(app.RecoveryCodes[..4].Select(code => app.Send(challenge, code)));

        Assert.Equal([200, 401, 401, 401], answers.Select(answer => (int)answer.StatusCode).Order());
        using var late = await app.Send(challenge, app.Code);
        await late.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Codes_of_the_step_before_and_after_are_accepted_and_older_ones_are_not()
    {
        var (app, _) = await AuthenticatorApp.Of(access, "viewer");

        using var old = await app.TrySignIn(AuthenticatorApp.CodeOf(app.Secret, steps: -3));
        await old.ShouldRefuse(401, "invalid-credentials");
        using var early = await app.TrySignIn(AuthenticatorApp.CodeOf(app.Secret, steps: 3));
        await early.ShouldRefuse(401, "invalid-credentials");
        await app.SignIn(AuthenticatorApp.CodeOf(app.Secret, steps: 1));
        // What was accepted is newer.
        using var before = await app.TrySignIn(app.Code);
        await before.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Recovery_code_stands_for_a_code_once_and_is_stored_as_a_hash()
    {
        var (app, client) = await AuthenticatorApp.Of(access, "viewer");

        await app.SignIn(app.RecoveryCodes[0].ToUpperInvariant());
        using var again = await app.TrySignIn(app.RecoveryCodes[0]);
        await again.ShouldRefuse(401, "invalid-credentials");

        Assert.Equal(9, (await Read(client, "/api/users/me/totp"))["recoveryCodes"]!.GetValue<int>());
        Assert.Equal(9L, await Scalar($"select count(*) from recovery_code where username = '{app.Username}'"));
        Assert.Equal(0L, await Scalar(
            $"""
            select count(*) from user_totp where username = '{app.Username}' and position('{app.Secret}'::bytea in secret) > 0
            """));
        Assert.Matches("^([a-z2-9]{6}-){3}[a-z2-9]{6}$", app.RecoveryCodes[1]);
    }

    [Fact]
    public async Task Wrong_codes_lock_the_user_as_wrong_passwords_do()
    {
        var (app, _) = await AuthenticatorApp.Of(access, "viewer");
        var challenge = await app.Challenge();
        using var password = await access.TrySignIn(app.Username, "not the password");
        await password.ShouldRefuse(401, "invalid-credentials");
        for (var i = 0; i < 4; i++)
        {
            using var wrong = await app.Send(challenge, "no code");
            await wrong.ShouldRefuse(401, "invalid-credentials");
        }

        using var locked = await app.Send(challenge, app.Code);
        await locked.ShouldRefuse(429, "limit-exceeded");
        using var lockedToo = await access.TrySignIn(app.Username, AccessGateway.Password);
        await lockedToo.ShouldRefuse(429, "limit-exceeded");

        (await access.Admin.PostAsync($"/api/users/{app.Username}/unlock", null)).Dispose();
        using var right = await app.Send(challenge, app.Code);
        await right.ShouldBe(200);
    }

    [Theory]
    [InlineData("update sign_in_challenge set expires_at = now() where username = '{0}'")]
    [InlineData("update users set disabled_at = now() where username = '{0}'")]
    public async Task Challenge_that_is_over_is_refused(string change)
    {
        var (app, _) = await AuthenticatorApp.Of(access, "viewer");
        var challenge = await app.Challenge();
        await Scalar(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, app.Username));

        using var refused = await app.Send(challenge, app.Code);

        await refused.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Challenge_of_another_user_or_from_before_a_new_password_is_refused()
    {
        var (app, client) = await AuthenticatorApp.Of(access, "viewer");
        var (other, _) = await AuthenticatorApp.Of(access, "viewer");
        var challenge = await app.Challenge();

        using var foreign = await app.Send(challenge, other.Code);
        await foreign.ShouldRefuse(401, "invalid-credentials");
        var secret = challenge[(challenge.LastIndexOf('~') + 1)..];
        using var renamed = await app.Send($"challenge_{other.Username}~{secret}", other.Code);
        await renamed.ShouldRefuse(401, "invalid-credentials");
        foreach (var text in (string[])
            ["challenge_nobody-here~x", "challenge_", "x", $"challenge_no-tenant~{app.Username}~{secret}"])
        {
            using var none = await app.Send(text, app.Code);
            await none.ShouldRefuse(401, "invalid-credentials");
        }
        using var changed = await client.PutAsJsonAsync(
            "/api/users/me/password", new { currentPassword = AccessGateway.Password, newPassword = "the next pass phrase" });
        await changed.ShouldBe(204);
        using var late = await app.Send(challenge, app.Code);
        await late.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Enrolment_and_removal_need_the_password_and_removal_a_code()
    {
        var (_, fresh) = await access.NewSignedInUser("viewer");
        using var without = await fresh.PostAsJsonAsync("/api/users/me/totp", new { password = "not the password" });
        await without.ShouldRefuse(401, "invalid-credentials");
        using var nothing = await fresh.PostAsJsonAsync("/api/users/me/totp/confirm", new { code = "123456" });
        await nothing.ShouldRefuse(409, "conflict");
        using var none = await Remove(fresh, AccessGateway.Password, "123456");
        await none.ShouldRefuse(404, "not-found");
        var (app, client) = await AuthenticatorApp.Of(access, "viewer");

        using var wrongPassword = await Remove(client, "not the password", app.Code);
        await wrongPassword.ShouldRefuse(401, "invalid-credentials");
        using var wrongCode = await Remove(client, AccessGateway.Password, "000 000 0");
        await wrongCode.ShouldRefuse(401, "invalid-credentials");
        using var removed = await Remove(client, AccessGateway.Password, app.Code);
        await removed.ShouldBe(204);

        await access.SignIn(app.Username);
        Assert.Equal(0L, await Scalar($"select count(*) from recovery_code where username = '{app.Username}'"));
    }

    [Fact]
    public async Task Keys_have_no_app()
    {
        var key = access.Client(null);
        key.DefaultRequestHeaders.Add("X-API-Key", (await access.NewKey(access.Admin, "agents:read")).Text("secret"));

        using var refused = await key.GetAsync("/api/users/me/totp");

        await refused.ShouldRefuse(403, "forbidden");
    }

    [Fact]
    public async Task Admin_removes_the_app_of_a_user_who_lost_it_and_nobody_with_fewer_rights_does()
    {
        var (app, _) = await AuthenticatorApp.Of(access, "admin");
        await (await access.Admin.PutAsJsonAsync("/v1/roles/helpdesk", new { permissions = new[] { "users:*" } })).ShouldBeOk();
        var (_, helper) = await access.NewSignedInUser("helpdesk");
        var (_, viewer) = await access.NewSignedInUser("viewer");
        var challenge = await app.Challenge();

        foreach (var client in (HttpClient[])[helper, viewer])
        {
            using var refused = await client.DeleteAsync($"/api/users/{app.Username}/totp");
            await refused.ShouldRefuse(403, "forbidden");
        }
        using var removed = await access.Admin.DeleteAsync($"/api/users/{app.Username}/totp");
        await removed.ShouldBe(204);
        using var again = await access.Admin.DeleteAsync($"/api/users/{app.Username}/totp");
        await again.ShouldRefuse(404, "not-found");
        var (own, self) = await AuthenticatorApp.Of(access, "admin");
        using var mine = await self.DeleteAsync($"/api/users/{own.Username}/totp");
        await mine.ShouldRefuse(409, "conflict");
        using var nobody = await access.Admin.DeleteAsync("/api/users/nobody-here/totp");
        await nobody.ShouldRefuse(404, "not-found");

        using var late = await app.Send(challenge, app.Code);
        await late.ShouldRefuse(401, "invalid-credentials");
        await access.SignIn(app.Username);
    }

    [Fact]
    public async Task Audit_log_has_each_step_and_the_factor_and_no_code()
    {
        var (app, _) = await AuthenticatorApp.Of(access, "viewer");
        await app.SignIn(app.RecoveryCodes[0]);
        var code = app.Code;
        await app.SignIn(code);
        (await access.Admin.DeleteAsync($"/api/users/{app.Username}/totp")).Dispose();

        var entries = (await Read(access.Admin, $"/v1/admin/audit?object=user/{app.Username}"))["items"]!.AsArray();

        Assert.Equal(
            [
                ("user.totp_remove", "user/admin"),
                // Each time the password was right, and a code was asked for.
                ("user.sign_in", $"user/{app.Username}"), ("user.sign_in", "anonymous/127.0.0.1"),
                ("user.sign_in", $"user/{app.Username}"), ("user.sign_in", "anonymous/127.0.0.1"),
                ("user.totp_confirm", $"user/{app.Username}"),
                ("user.totp_enrol", $"user/{app.Username}"), ("user.sign_in", $"user/{app.Username}"),
                ("user.create", "user/admin"),
            ],
            entries.Select(entry => (entry!.Text("action"), entry!.Text("actor"))));
        Assert.Contains("\"factor\":\"totp\"", entries[1]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"factor\":\"recovery_code\"", entries[3]!.ToJsonString(), StringComparison.Ordinal);
        foreach (var secret in (string[])[app.Secret, app.RecoveryCodes[0]])
            Assert.DoesNotContain(secret, entries.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admin_of_another_tenant_signs_in_by_code_and_a_reset_of_the_admin_removes_the_app()
    {
        var tenant = await TestTenant.Create(access);
        using var enrolled = await tenant.Admin.PostAsJsonAsync("/api/users/me/totp", new { password = AccessGateway.Password });
        var secret = (await enrolled.ShouldBe(200)).Text("secret");
        using var confirmed = await tenant.Admin.PostAsJsonAsync(
            "/api/users/me/totp/confirm", new { code = AuthenticatorApp.CodeOf(secret) });
        var recovery = (await confirmed.ShouldBe(200))["recoveryCodes"]![0]!.GetValue<string>();

        using var asked = await TestTenant.TrySignIn(access, tenant.Name, AccessGateway.Password);
        var challenge = (await asked.ShouldRefuse(401, "second-factor-required")).Text("challenge");
        using var signedIn = await AuthenticatorApp.SendTo(access, challenge, recovery);
        await signedIn.ShouldBe(200);

        await Scalar(
            $"""
            insert into user_login (tenant, issuer, subject, provider, username, made_user, linked_at)
            values ('{tenant.Name}', 'https://corp.example', 'somebody', 'corp', 'admin', false, now()) returning subject
            """);
        using var reset = await access.Admin.PostAsync($"/v1/tenants/{tenant.Name}/reset-admin", null);
        Assert.Equal(0L, await Scalar($"select count(*) from user_login where tenant = '{tenant.Name}'"));
        await TestTenant.SignIn(access, tenant.Name, (await reset.ShouldBe(200)).Text("oneTimePassword"));
    }

    private static async Task<JsonNode> Read(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.ShouldBe(200);
    }

    private static async Task<HttpResponseMessage> Remove(HttpClient client, string password, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/users/me/totp")
        {
            Content = JsonContent.Create(new { password, code }),
        };
        return await client.SendAsync(request);
    }

    private async Task<object?> Scalar(string sql)
    {
        await using var command = access.Gateway.Rows.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
