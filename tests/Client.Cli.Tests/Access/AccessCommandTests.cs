using System.Runtime.InteropServices;
using OtpNet;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>The commands of users and keys, against a gateway that asks its callers to sign in.</summary>
public sealed class AccessCommandTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private readonly RunningGateway _gateway = new();
    private readonly Folder _folder = new();
    private readonly Dictionary<string, string> _environment;

    public AccessCommandTests() =>
        _environment = new() { ["SANCTUM_CREDENTIALS"] = _folder.PathOf("credentials.json") };

    public Task InitializeAsync() => _gateway.Start("Sanctum:Access:SignIn:AccessTokenLifetime=00:00:20");

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Admin_signs_in_on_the_machine_makes_users_roles_and_keys_and_signs_out()
    {
        (await Run("agents", "list")).ShouldEnd(1);
        await SignInAsAdmin();
        Assert.Equal("admin", (await Run("whoami", "--json")).Json().Text("id"));
        AssertOwnerOnly(_folder.PathOf("credentials.json"));
        AssertOwnerOnly(_gateway.MachineKeyFile);

        (await Run("roles", "put", "operator", "queues:*", "agents:read")).ShouldEnd(0);
        var added = (await Run("users", "add", "ada", "--role", "operator", "--json")).Json();
        Assert.Contains("operator", (await Run("users", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("disabled", (await Run("users", "disable", "ada")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("users", "enable", "ada")).ShouldEnd(0);
        (await Run("users", "unlock", "ada")).ShouldEnd(0);
        (await Run("users", "roles", "ada", "viewer")).ShouldEnd(0);
        (await Run("users", "show", "ada")).ShouldEnd(0);
        Assert.Contains("password.html#", (await Run("users", "reset", "ada")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("roles", "show", "operator")).ShouldEnd(0);
        (await Run("roles", "list")).ShouldEnd(0);
        Assert.Contains("agents:execute", (await Run("roles", "permissions")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("roles", "delete", "operator")).ShouldEnd(0);
        Assert.Contains("it signs", (await Run("signing-keys", "rotate")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("signing-keys", "list")).ShouldEnd(0);
        Assert.Contains("\"keys\"", (await Run("signing-keys", "jwks", "--json")).ShouldEnd(0).Out, StringComparison.Ordinal);

        var key = (await Run("keys", "create", "ci", "agents:read", "--json")).Json();
        _environment["SANCTUM_API_KEY"] = key.Text("secret");
        (await Run("agents", "list")).ShouldEnd(0);
        (await Run("plugins", "list")).ShouldEnd(1);
        _environment.Remove("SANCTUM_API_KEY");
        var revoked = (await Run("keys", "revoke", key["key"]!.Text("id"))).ShouldEnd(0);
        Assert.Contains("revoked", revoked.Out, StringComparison.Ordinal);
        (await Run("keys", "list")).ShouldEnd(0);

        (await Run("logout")).ShouldEnd(0);
        (await Run("agents", "list")).ShouldEnd(1);
        Assert.Equal("urn:sanctum:problem:not-signed-in", (await Run("logout", "--json")).Problem(1).Text("type"));
        (await RunWith($"{added.Text("oneTimePassword")}\n{Password}\n", "login", "ada")).ShouldEnd(0);
        (await Run("agents", "list")).ShouldEnd(0);
        (await Run("users", "list")).ShouldEnd(0);
        (await Run("users", "disable", "admin")).ShouldEnd(1);
    }

    [Fact]
    public async Task Admin_creates_changes_and_revokes_OAuth_clients_and_rotates_their_keys()
    {
        await SignInAsAdmin();
        var made = (await Run(
            "oauth", "clients", "create", "nightly", "--kind", "service", "--scope", "agents:read", "--json")).Json();
        var id = made["client"]!.Text("id");
        Assert.Contains("agents:read", (await Run("oauth", "clients", "show", id)).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("oauth", "clients", "change", id, "weekly", "--scope", "agents:read", "--scope", "queues:read")).ShouldEnd(0);
        Assert.Contains("weekly", (await Run("oauth", "clients", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        var next = (await Run("oauth", "clients", "secret", id, "--json")).Json();
        Assert.NotEqual(made.Text("secret"), next.Text("secret"));
        (await Run("oauth", "clients", "create", "editor", "--kind", "public")).ShouldEnd(1);
        (await Run("oauth", "clients", "revoke", id)).ShouldEnd(0);
        Assert.Contains("revoked", (await Run("oauth", "clients", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("oauth", "consents", "list")).ShouldEnd(0);
        (await Run("oauth", "consents", "end", $"{Guid.NewGuid()}")).ShouldEnd(4);
        Assert.Contains("ES256", (await Run("oauth", "keys", "rotate")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("oauth", "keys", "list")).ShouldEnd(0);
    }

    [Fact]
    public async Task Token_is_refreshed_before_it_expires_also_by_commands_that_run_side_by_side()
    {
        await SignInAsAdmin();
        // Its 20 seconds are fewer than the margin, so each command refreshes.
        var tokens = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Run("token")));

        Assert.All(tokens, token => Assert.Equal(2, token.ShouldEnd(0).Out.Count(c => c == '.')));
        (await Run("agents", "list")).ShouldEnd(0);
        _environment["SANCTUM_TOKEN"] = (await Run("token")).ShouldEnd(0).Out.Trim();
        (await Run("whoami")).ShouldEnd(0);
        _environment["SANCTUM_TOKEN"] = "a.b.c";
        Assert.Equal("urn:sanctum:problem:invalid-token", (await Run("whoami", "--json")).Problem(1).Text("type"));
    }

    [Fact]
    public async Task Wrong_password_and_key_are_not_kept_and_sessions_are_ended()
    {
        await SignInAsAdmin();
        Assert.Equal(
            "urn:sanctum:problem:invalid-credentials",
            (await RunWith("not the password\n", "login", "admin", "--json")).Problem(1).Text("type"));
        (await Run("whoami")).ShouldEnd(0);
        (await RunWith($"{Password}\na new pass phrase\n", "password")).ShouldEnd(0);
        (await RunWith("a new pass phrase\n", "login", "admin")).ShouldEnd(0);
        var sessions = (await Run("logins", "list", "--json")).Json()["items"]!.AsArray();
        var other = sessions.First(session => !session!["isCurrent"]!.GetValue<bool>())!.Text("id");
        (await Run("logins", "end", other)).ShouldEnd(0);
        (await Run("logins", "end", other)).ShouldEnd(4);
        (await RunWith("sanctum_wrong\n", "login", "--with-key")).ShouldEnd(1);
        (await Run("whoami")).ShouldEnd(1);
    }

    [Fact]
    public async Task Login_asks_for_a_code_of_the_authenticator_app_and_an_admin_or_the_machine_removes_the_app()
    {
        await SignInAsAdmin();
        var secret = (await RunWith($"{Password}\n", "totp", "enrol", "--json")).Json().Text("secret");
        var confirmed = (await RunWith($"{CodeOf(secret)}\n", "totp", "confirm", "--json")).Json();
        var recovery = confirmed["recoveryCodes"]!.AsArray().Select(code => code!.GetValue<string>()).ToArray();
        Assert.Contains("10", (await Run("totp", "show")).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("authenticator app", (await Run("users", "show", "admin")).ShouldEnd(0).Out, StringComparison.Ordinal);

        (await RunWith($"{Password}\n", "login", "admin")).ShouldEnd(2);
        (await RunWith($"{Password}\nno code\n", "login", "admin")).ShouldEnd(1);
        (await RunWith($"{Password}\n{recovery[0]}\n", "login", "admin")).ShouldEnd(0);
        (await RunWith($"{Password}\n{recovery[1]}\n", "totp", "remove")).ShouldEnd(0);
        (await RunWith($"{Password}\n", "login", "admin")).ShouldEnd(0);
        (await Run("passkeys", "list")).ShouldEnd(0);
        (await Run("passkeys", "delete", $"{Guid.NewGuid()}")).ShouldEnd(4);

        await Enrol();
        // One's own app takes the password and a code.
        Assert.NotEqual(0, (await Run("users", "totp", "remove", "admin")).Code);
        // The machine's key signs in without a code.
        (await RunAs(OnMachine("machine-totp.json"), "whoami")).ShouldEnd(0);
        await SignInAsAdmin();
        Assert.Contains("not asked for", (await Run("totp", "show")).ShouldEnd(0).Out, StringComparison.Ordinal);
    }

    private async Task Enrol()
    {
        var secret = (await RunWith($"{Password}\n", "totp", "enrol", "--json")).Json().Text("secret");
        (await RunWith($"{CodeOf(secret)}\n", "totp", "confirm")).ShouldEnd(0);
    }

    private static string CodeOf(string secret) =>
        new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task On_the_machine_commands_sign_in_by_its_key_and_again_when_the_session_has_ended()
    {
        var machine = OnMachine("machine.json");

        var first = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAs(machine, "agents", "list")));

        Assert.All(first, run => run.ShouldEnd(0));
        AssertOwnerOnly(_folder.PathOf("machine.json"));
        Assert.Equal("admin", (await RunAs(machine, "whoami", "--json")).Json().Text("id"));
        // Those that ran side by side took turns, and one of them signed in.
        Assert.Equal(1, await Sessions());
        // It ends all sessions of admin.
        (await RunAs(machine, "users", "reset-admin")).ShouldEnd(0);
        (await RunAs(machine, "agents", "list")).ShouldEnd(0);
        (await RunAs(machine, "users", "reset-admin")).ShouldEnd(0);
        Assert.Equal(2, (await RunAs(machine, "token")).ShouldEnd(0).Out.Count(c => c == '.'));
        Assert.StartsWith(
            $"{_gateway.Address}#sign-in=", (await RunAs(machine, "sign-in-link")).ShouldEnd(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_another_machine_opens_nothing_and_nobody_who_signed_in_becomes_admin()
    {
        var other = OnMachine("other.json");
        other["SANCTUM_MACHINE_KEY_FILE"] = _folder.Write("other.key", "0123456789abcdef");
        Assert.Equal(
            "urn:sanctum:problem:unauthenticated", (await RunAs(other, "agents", "list", "--json")).Problem(1).Text("type"));
        (await RunAs(other, "sign-in-link")).ShouldEnd(1);
        var machine = OnMachine("machine.json");
        var added = (await RunAs(machine, "users", "add", "ada", "--role", "viewer", "--json")).Json();
        var ada = OnMachine("ada.json");
        (await Cli.Run(_gateway.Address, ["login", "ada"], $"{added.Text("oneTimePassword")}\n{Password}\n", ada)).ShouldEnd(0);

        (await RunAs(machine, "users", "disable", "ada")).ShouldEnd(0);

        // A gateway keeps for less than a second who a token belongs to.
        var refused = await Eventually.Get(() => RunAs(ada, "whoami", "--json"), run => run.Code != 0);
        Assert.Equal("urn:sanctum:problem:invalid-token", refused.Problem(1).Text("type"));
    }

    private Dictionary<string, string> OnMachine(string credentials) => new()
    {
        ["SANCTUM_CREDENTIALS"] = _folder.PathOf(credentials),
        ["SANCTUM_MACHINE_KEY_FILE"] = _gateway.MachineKeyFile,
    };

    private Task<Ended> RunAs(Dictionary<string, string> environment, params string[] arguments) =>
        Cli.Run(_gateway.Address, arguments, environment: environment);

    private async Task<long> Sessions()
    {
        await using var command = _gateway.Rows.CreateCommand("select count(*) from refresh_token where client = 'sanctum-cli'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task SignInAsAdmin()
    {
        var oneTime = (await RunAs(OnMachine("machine.json"), "users", "reset-admin", "--json")).Json().Text("oneTimePassword");
        (await RunWith($"{oneTime}\n{Password}\n", "login", "admin")).ShouldEnd(0);
    }

    private Task<Ended> Run(params string[] arguments) => RunWith("", arguments);

    private Task<Ended> RunWith(string input, params string[] arguments) =>
        Cli.Run(_gateway.Address, arguments, input, _environment);

    private static void AssertOwnerOnly(string path)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
